"""The three lists."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_merge.access.permissions import may
from crm_merge.ui.paging import KeysetPage, paginate
from orders.actions import actions_for
from orders.bulk.shown import Ticks
from orders.fields.rows import body
from orders.kinds import RecordKind, kind_named
from orders.lists import PER_PAGE, list_of
from orders.matching import filtered
from orders.models import Record
from orders.queries.counting import Total, total_of
from orders.queries.merged import homes_of_number
from orders.queries.numbers import parse_number
from orders.queries.reading import readable


@require_safe
def record_list(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of the records of one kind that the reader may see."""
    return render(request, "orders/list.html", list_context(request, kind_named(kind)))


def list_context(request: HttpRequest, kind: RecordKind) -> dict:
    """Everything the list page shows; ``sel`` in the address names what is selected, see ``orders.bulk``."""
    listing = list_of(kind)
    chosen = filtered(kind, request.GET, user=request.user)
    ticks = Ticks(request, kind, chosen)
    records = ticks.narrowed(chosen.qs)
    order = listing.order(request.GET.get("sort", ""))
    sortable = order.sortable(listing.rows(records))
    page = paginate(sortable, order.names, request, per_page=PER_PAGE, filled=order.filled(reader=request.user))
    rows = ticks.marked(page.items, listing.rows(readable(request.user, kind.model)))
    return {
        "kind": kind,
        "filter": chosen,
        "page": page,
        "rows": rows,
        "body": body(rows, listing.columns, kind, request.user),
        "heads": listing.heads(order),
        "actions": actions_for(kind, request.user),
        "may_create": may(request.user, "create", kind.model),
        "may_import": may(request.user, "import", kind.model),
        "may_export": may(request.user, "export", kind.model),
        "moved": _moved(kind, request.GET.get("q", ""), page.items),
        "total": _total(request, records, page),
        "chosen": ticks.shown(rows),
        "here": ticks.address,
    }


def _total(request: HttpRequest, records: QuerySet, page: KeysetPage) -> Total:
    """A page that is the whole list is counted already."""
    if not page.next_url and not page.previous_url:
        return Total(len(page))
    return total_of(records, reader=request.user, exact=request.GET.get("count") == "exact")


def _moved(kind: RecordKind, text: str, found: list[Record]) -> str:
    """A note when a searched number belongs to a merged record and the record with its data was found."""
    number = parse_number(kind.model, text)
    if number is None or not {record.pk for record in found} & homes_of_number(kind, number):
        return ""
    merged = f"{kind.model.prefix}-{number}"
    return _("%(old)s was merged. Its data is now on the record below.") % {"old": merged}
