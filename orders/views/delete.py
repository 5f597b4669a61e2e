"""Moving one record to the trash."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orders.kinds import RecordKind
from trash.services import move_to_trash

from .opening import open_record, opens


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def delete(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    record = open_record(request, kind, pk, action="delete", lock=request.method == "POST")
    if request.method != "POST":
        return render(request, "orders/delete.html", {"kind": kind, "record": record})
    move_to_trash([record], by=request.user)
    sentence = _("%(record)s was moved to the trash.") % {"record": record.label}
    messages.success(request, format_html('{} <a href="{}">{}</a>', sentence, reverse("trash:list"), _("Undo")))
    return redirect(kind.list_url)
