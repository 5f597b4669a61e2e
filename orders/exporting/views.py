"""The page that asks for format and columns, and the download."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm_merge.access.permissions import may
from orders.fields.field import RecordField
from orders.fields.types import surroundings
from orders.kinds import kind_named

from .asked import Asked
from .columns import ALL, SHOWN, columns_of
from .formats import FORMATS, Format
from .noting import note
from .streaming import MOST_ROWS, csv_lines, workbook

RADIO = forms.RadioSelect(attrs={"class": "form-check-input"})


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[(one.key, one.label) for one in FORMATS.values()], widget=RADIO
    )
    columns = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[(SHOWN, gettext_lazy("Those of the list")), (ALL, gettext_lazy("All fields"))],
        widget=RADIO,
    )

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("format") == "xlsx" and self.asked.records[MOST_ROWS : MOST_ROWS + 1].exists():
            sentence = _("A workbook holds at most %(most)d rows. Narrow the list by a filter, or choose CSV.")
            self.add_error("format", sentence % {"most": MOST_ROWS})
        return values


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Choose format and columns for what the list at the same parameters shows; sending that gives the file."""
    of = kind_named(kind)
    if not may(request.user, "export", of.model):
        raise PermissionDenied(_("Your roles do not allow you to export."))
    asked = Asked(of, request.GET, request.user)
    form = ExportForm(request.POST if "format" in request.POST else None, asked=asked, initial=_usual(request))
    if request.method == "POST" and form.is_valid():
        return _file(asked, FORMATS[form.cleaned_data["format"]], form.cleaned_data["columns"])
    context = {"kind": of, "form": form, "asked": asked, "count": asked.records.count()}
    return render(request, "orders/exporting/export.html", context | _columns(asked))


def _usual(request: HttpRequest) -> dict[str, str]:
    german = request.LANGUAGE_CODE.startswith("de")
    return {"format": "csv-semicolon" if german else "csv-comma", "columns": SHOWN}


def _columns(asked: Asked) -> dict[str, Any]:
    """The heads of both choices, and the list's address to go back to."""
    query = asked.params.urlencode()
    chosen = columns_of(asked.kind, SHOWN, asked.columns)
    names = {"shown": chosen, "all": columns_of(asked.kind, ALL)}
    return {"names": names, "back": f"{asked.kind.list_url}?{query}" if query else asked.kind.list_url, "query": query}


def _file(asked: Asked, format_: Format, which: str) -> StreamingHttpResponse:
    fields = columns_of(asked.kind, which, asked.columns)
    note(asked, fields, format_, asked.records.count(), by=asked.user)
    response = StreamingHttpResponse(_bytes(asked, fields, format_), content_type=format_.content_type)
    name = f"{slugify(asked.kind.heading)}-{timezone.localdate().isoformat()}.{format_.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _bytes(asked: Asked, fields: Sequence[RecordField], format_: Format):
    around = surroundings(asked.user)
    if format_.suffix == "xlsx":
        return workbook(asked.ordered, fields, str(asked.kind.heading), around)
    return csv_lines(asked.ordered, fields, format_, around)
