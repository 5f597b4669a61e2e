"""The report of an action on many records, and taking it back. Only whoever confirmed the action sees them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from crm_merge.jobs.services import settled
from crm_merge.taking_back.services import NothingTakenBack
from crm_merge.ui.paging import paginate
from orders.actions import BY_KEY
from orders.bulk.reporting import as_csv, done_sentence, left_by_undo, lines
from orders.bulk.undoing import is_large, nothing_taken_back, undo_later, undo_now, undone_by
from orders.kinds import kind_named
from orders.models import BulkAction
from orders.queries.counting import Total


def own_bulk(request: HttpRequest, pk: UUID) -> BulkAction:
    """The person's own action; for everybody else it is not there."""
    mine = BulkAction.objects.select_related("operation", "job", "by")
    return get_object_or_404(mine, pk=pk, by=request.user)


@require_safe
@never_cache
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done, and which records stayed as they were. While the work is under way its own page is shown."""
    bulk = own_bulk(request, pk)
    if bulk.job and not settled(bulk.job).is_over:
        return redirect(bulk.job)
    undone = undone_by(bulk)
    page = paginate(bulk.refusals.all(), ["pk"], request)
    context = {
        "bulk": bulk,
        "kind": kind_named(bulk.kind),
        "action": BY_KEY[bulk.action],
        "named": Total(bulk.named, "about" if bulk.is_about else "exact"),
        "gone": 0 if bulk.is_about else max(0, bulk.named - bulk.found),
        "sentence": done_sentence(bulk) if bulk.done_at else "",
        "undone": undone,
        "stays": left_by_undo(undone, bulk, reader=request.user),
        "page": page,
        "lines": lines(page.items, bulk, reader=request.user),
    }
    return render(request, "orders/bulk_report.html", context)


@require_safe
def report_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The records that stayed as they were, as a file for a spreadsheet."""
    bulk = own_bulk(request, pk)
    rows = as_csv(bulk, reader=request.user)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="report-{bulk.created_at:%Y-%m-%d}.csv"'
    return response


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put everything back that the action changed, as far as nobody has changed it again."""
    bulk = own_bulk(request, pk)
    if bulk.operation is None:
        messages.info(request, _("Nothing was changed, so there is nothing to undo."))
        return redirect(bulk)
    if is_large(bulk) and undone_by(bulk) is None:
        return redirect(undo_later(bulk, _("Undoing: %(action)s") % {"action": BY_KEY[bulk.action].label}))
    try:
        messages.success(request, undo_now(bulk))
    except NothingTakenBack:
        messages.warning(request, nothing_taken_back())
    return redirect(bulk)
