"""One field of a record, edited in place: on the record's page, in a cell of a list, or on a page of its own."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from crm_merge.audit.repeats import new_form_key
from crm_merge.redirects import safe_next
from orders.facts import fact_of
from orders.fields.catalogue import fields_of
from orders.fields.field import RecordField
from orders.fields.rows import reading
from orders.forms.editor import Editor
from orders.kinds import RecordKind
from orders.models import Record

from .opening import open_record, opens
from .repeats import led_before
from .saving import Tried, inputs_of, try_to_save

CELL = "cell"  # ?as=cell: the answer takes the place of a cell of a list, else of a fact of the record's page


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@opens
def field(request: HttpRequest, kind: RecordKind, pk: int, key: str) -> HttpResponse:
    """The form of one field; ``?shown`` gives the value instead. A key that cannot be edited is a missing page."""
    posted = request.method == "POST"
    record = open_record(request, kind, pk, action="edit", lock=posted)
    edited = fields_of(kind).get(key)
    if edited is None or not edited.is_editable:
        raise Http404
    if request.htmx and "shown" in request.GET:
        return _shown(request, kind, record, edited)
    editor = Editor(kind, request.user, record, request.POST if posted else None, only=edited.form_fields)
    if not posted:
        return _form(request, edited, Tried(editor))
    again = led_before(request)
    tried = Tried(editor, changed=False) if again else try_to_save(request, editor)
    return _saved(request, edited, tried) if tried.is_saved else _form(request, edited, tried)


def _form(request: HttpRequest, edited: RecordField, tried: Tried) -> HttpResponse:
    """With htmx the status is always 200: it swaps nothing else into the page."""
    editor, shape = tried.editor, _shape(request)
    at = editor.kind.url("field", editor.record.pk, edited.key)
    context = {
        "kind": editor.kind,
        "record": editor.record,
        "stored_label": editor.kind.model.objects.get(pk=editor.record.pk).label,
        "field": edited,
        "editor": editor,
        "bound": inputs_of(editor),
        "outrun": tried.outrun,
        "form_key": new_form_key(),
        "currencies": editor.currencies.codes if "currency" in edited.form_fields else [],
        "shape": shape,
        "at": f"{at}?{urlencode({'as': shape})}",
        "next": safe_next(request, editor.record.get_absolute_url()),
    }
    template = "orders/fields/_editing.html" if request.htmx else "orders/fields/page.html"
    return render(request, template, context, status=200 if request.htmx else tried.status)


def _saved(request: HttpRequest, edited: RecordField, tried: Tried) -> HttpResponse:
    record = tried.editor.record
    if request.htmx:
        return _shown(request, tried.editor.kind, record, edited)
    if tried.changed:
        messages.success(request, _("%(record)s was saved.") % {"record": record.label})
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))
    return redirect(safe_next(request, record.get_absolute_url()))


def _shown(request: HttpRequest, kind: RecordKind, record: Record, edited: RecordField) -> HttpResponse:
    """The value as it is stored now, read like a row of a list."""
    stored = reading(kind.model.objects.filter(pk=record.pk), [edited, fields_of(kind)["record"]]).get()
    fact = fact_of(stored, edited, reader=request.user, may_edit=True, is_cell=_shape(request) == CELL)
    template = "orders/fields/_cell.html" if _shape(request) == CELL else "orders/fields/_fact.html"
    return render(request, template, {"fact": fact, "record": stored})


def _shape(request: HttpRequest) -> str:
    return CELL if request.GET.get("as") == CELL else "fact"
