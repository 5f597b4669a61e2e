"""Showing records in templates without revealing what the reader may not read."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orders.mentions import marked
from orders.models import ContactPoint, Record
from orders.queries.reading import may_read

register = template.Library()


@register.simple_tag(takes_context=True)
def linked(context: dict, record: Record | None) -> SafeString | str:
    """The name of a record as a link; of one the reader may not read, only that there is one."""
    if record is None:
        return ""
    if not may_read(context["request"].user, record):
        return format_html('<span class="list-sub">{}</span>', _("(not visible to you)"))
    if not record.is_live:
        name = record.title_text or record.display_number
        return format_html('<span class="list-sub">{} {}</span>', name, _("(in the trash)"))
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title_text or record.display_number)


@register.simple_tag
def comment_text(comment: dict) -> SafeString:
    """The words of a comment in the timeline, with the people it names marked."""
    return marked(comment["words"], comment["named"])


@register.filter
def first_point(points: list[ContactPoint], kind: str) -> str:
    """The first contact point of a kind, the primary one if there is one; ``points`` come in that order."""
    return next((point.value for point in points if point.kind == kind), "")


@register.filter
def file_size(size: int) -> str:
    from django.template.defaultfilters import filesizeformat

    return filesizeformat(size)
