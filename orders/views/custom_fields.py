"""Settings › Fields: the fields that administrators define for orders, contacts and companies."""

from collections.abc import Callable
from copy import copy
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_merge.people.views.saving import Attempt, attempt, found, refresh, say
from orders.custom import services
from orders.custom.definitions import definitions, fields_of, sections
from orders.custom.types import TYPES
from orders.forms.definitions import FieldForm, field_state, has_choices
from orders.kinds import RecordKind, all_kinds, kind_named
from orders.models.custom_fields import CustomField


def for_settings(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that only opens for people who may change the settings; others read why not (403)."""

    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        services.check_right(request.user)
        return view(request, *args, **kwargs)

    return page


@require_safe
@for_settings
def field_list(request: HttpRequest) -> HttpResponse:
    """The fields of each type of record in their sections; retired ones below."""
    return render(request, "orders/custom/fields.html", {"groups": [_group(kind) for kind in all_kinds()]})


def _group(kind: RecordKind) -> dict:
    return {
        "kind": kind,
        "sections": sections(fields_of(kind.model)),
        "retired": [field for field in definitions(kind.model).values() if field.is_retired],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """First the type, then everything else: what can be said depends on the type, which never changes."""
    of = kind_named(kind)
    field = CustomField(record_type=of.record_type, type=request.GET.get("type", ""))
    if field.type not in TYPES:
        return render(request, "orders/custom/new.html", {"kind": of, "types": TYPES.values()})
    if request.method != "POST":
        return _page(request, field, Attempt(_form(request, field)))
    return _posted(request, field, lambda: _form(request, field))


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    field = _defined(pk)
    if request.method != "POST":
        return _page(request, field, Attempt(_form(request, field)))

    def form_for() -> FieldForm:
        refresh(field)
        field.choice_rows = _defined(pk).choice_rows
        return _form(request, field)

    return _posted(request, field, form_for)


def _defined(pk: int) -> CustomField:
    """The field with its choices: a copy, because forms change it and the definitions are everybody's."""
    row = found(CustomField, pk)
    return copy(definitions(row.record_type)[row.key])


def _form(request: HttpRequest, field: CustomField) -> FieldForm:
    data = request.POST if request.method == "POST" else None
    return FieldForm(data, stored=field_state(field), field=field, user=request.user)


def _posted(request: HttpRequest, field: CustomField, form_for: Callable[[], FieldForm]) -> HttpResponse:
    forms: list[FieldForm] = []

    def read() -> FieldForm:
        forms.append(form_for())
        return forms[0]

    def save(state: dict, actor: object) -> bool:
        return services.save_field(field, forms[0].values(), forms[0].choices(), by=actor)

    tried = attempt(request, read, save, turn=services.defining)
    if not tried.done:
        return _page(request, field, tried)
    say(request, tried, field)
    return redirect("orders:custom_fields")


def _page(request: HttpRequest, field: CustomField, tried: Attempt) -> HttpResponse:
    kind = next(kind for kind in all_kinds() if kind.record_type == field.record_type)
    context = {
        "field": field,
        "kind": kind,
        "stored_name": str(CustomField.objects.get(pk=field.pk)) if field.pk else "",
        "form": tried.form,
        "outrun": tried.outrun,
        "has_choices": has_choices(field),
        "known_sections": sorted({one.section for one in fields_of(field.record_type) if one.section}),
    }
    return render(request, "orders/custom/field.html", context, status=tried.status)


@require_POST
@for_settings
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down by one place, the field itself or its whole section."""
    ways = {"up": (services.move, True), "down": (services.move, False)}
    ways |= {"section_up": (services.move_section, True), "section_down": (services.move_section, False)}
    act, up = ways.get(request.POST.get("to", ""), (None, False))
    if act is None:
        messages.error(request, _("Choose up or down."))
        return redirect("orders:custom_fields")
    with services.defining(by=request.user) as actor:
        field = found(CustomField, pk)
        if field.is_retired or not act(field, up=up, by=actor):
            messages.info(request, _("%(field)s is at the end already.") % {"field": field})
    return redirect("orders:custom_fields")


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and take a field out of use; nothing that was entered is lost."""
    field = found(CustomField, pk)
    if field.is_retired and request.method != "POST":
        raise Http404
    if request.method != "POST":
        return render(request, "orders/custom/retire.html", {"field": field})
    with services.defining(by=request.user) as actor:
        services.retire(found(CustomField, pk), by=actor)
    messages.success(request, _("The field %(field)s is retired. Its values are kept.") % {"field": field})
    return redirect("orders:custom_fields")


@require_POST
@for_settings
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    with services.defining(by=request.user) as actor:
        field = found(CustomField, pk)
        services.bring_back(field, by=actor)
    messages.success(request, _("The field %(field)s is in use again, with all its values.") % {"field": field})
    return redirect("orders:custom_fields")
