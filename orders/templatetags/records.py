"""Showing records in templates without revealing what the reader may not read."""

from functools import lru_cache

from django import template
from django.forms import Form
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from orders.fields.types.links import link_to
from orders.forms.related import ActivityForm, CommentForm, FileForm
from orders.models import ContactPoint, Record

register = template.Library()


@register.simple_tag(takes_context=True)
def linked(context: dict, record: Record | None) -> SafeString | str:
    """The name of a record as a link; of one the reader may not read, only that there is one."""
    return "" if record is None else link_to(record, context["request"].user)


@register.simple_tag(takes_context=True)
def at(context: dict, page: str, *more: str | int) -> str:
    """Address of a page of the record that is shown: ``{% at "remove" "file" file.pk %}``."""
    return context["kind"].url(page, context["record"].pk, *more)


FORMS = {"comment": CommentForm, "activity": ActivityForm, "file": FileForm}


@register.simple_tag
def form_fields(name: str, refused: Form | str) -> SafeString:
    """The fields of a form that adds something to a record: blank, or ``refused`` as it was filled in."""
    return _filled_in(name, refused) if refused else _blank(name, get_language() or "")


@lru_cache(maxsize=10)
def _blank(name: str, _language: str) -> SafeString:
    """Made once per language: every page of a record has them, the same for everybody."""
    return _filled_in(name, FORMS[name]())


def _filled_in(name: str, form: Form) -> SafeString:
    return render_to_string(f"orders/_{name}_fields.html", {"form": form})


@register.filter
def first_point(points: list[ContactPoint], kind: str) -> str:
    """The first contact point of a kind, the primary one if there is one; ``points`` come in that order."""
    return next((point.value for point in points if point.kind == kind), "")


@register.filter
def file_size(size: int) -> str:
    from django.template.defaultfilters import filesizeformat

    return filesizeformat(size)
