"""The three lists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm_merge.access.permissions import may
from crm_merge.redirects import safe_next
from orders.actions import actions_for
from orders.bulk.shown import Ticks
from orders.fields.rows import Body
from orders.filtering.bar import FilterBar
from orders.filtering.listing import ListFilter
from orders.filtering.shelf import Shelf, default_address
from orders.kinds import ORDERS, RecordKind, kind_named
from orders.listing.heads import heads_html
from orders.listing.listed import Listed
from orders.listing.menu import Menu
from orders.listing.settings import Look, look_of, named_look, remember_view
from orders.lists import PER_PAGE, list_of
from orders.matching import filtered
from orders.models import ListSettings, Record
from orders.queries.numbers import parse_number
from orders.queries.reading import readable

from .board import board_page


@require_safe
def record_list(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of the records of one kind that the reader may see."""
    of = kind_named(kind)
    begins_with = default_address(request.user, of) if not request.GET else ""
    if begins_with:
        return redirect(begins_with)
    look = named_look(look_of(request.user, of), request.GET.get("columns", ""))
    if of is ORDERS and _view_asked(request, look) == ListSettings.View.KANBAN:
        return board_page(request, look)
    context = list_context(request, of, look)
    if "tidy" in request.GET:
        return redirect(context["bar"].tidy)
    return render(request, "orders/list.html", context)


def list_context(request: HttpRequest, kind: RecordKind, look: Look) -> dict:
    """Everything the list page shows; ``sel`` in the address names what is selected, see ``orders.bulk``."""
    listing = list_of(kind, look.keys)
    chosen = filtered(kind, request.GET, user=request.user)
    bar = FilterBar(chosen, request.GET)
    ticks = Ticks(request, kind, chosen)
    order = listing.order(request.GET.get("sort", ""))
    listed = Listed(request, listing, order, chosen, ticks, per_page=PER_PAGE)
    page = listed.page
    rows = ticks.marked(page.items, lambda: listing.rows(readable(request.user, kind.model), order))
    heads = listing.heads(order, look.widths)
    menu = Menu(kind, request.user)
    body = Body(listing.columns, kind, request.user, menu=menu.html, may_edit=lambda record: menu.may("edit", record))
    actions = actions_for(kind, request.user)
    keeps_url = kind.url_of_list("selection") if actions and rows else ""
    return {
        "kind": kind,
        "look": look,
        "filter": chosen,
        "bar": bar,
        "shelf": Shelf(bar),
        "panel_url": kind.url("filter_panel"),
        "page": page,
        "rows": rows,
        "body": body.html(rows),
        "heads": heads,
        "heads_html": heads_html(heads, request.GET, kind.list_url, keeps_url),
        "actions": actions,
        "keeps_url": keeps_url,
        "may_create": may(request.user, "create", kind.model),
        "may_import": may(request.user, "import", kind.model),
        "may_export": may(request.user, "export", kind.model),
        "moved": _moved(chosen, page.items),
        "total": listed.total,
        "chosen": ticks.shown(rows),
        "here": ticks.address,
    }


def _view_asked(request: HttpRequest, look: Look) -> str:
    """The address wins over the view that was used last; looking at a shared address changes no habit."""
    asked = request.GET.get("view", "")
    return asked if asked in ListSettings.View.values else look.view


@require_POST
def view(request: HttpRequest) -> HttpResponse:
    """Remember whether the person looks at orders as a list or as a board, and go back to them."""
    wanted = request.POST.get("view")
    if wanted in ListSettings.View.values:
        remember_view(request.user, ORDERS, wanted)
    return redirect(safe_next(request, ORDERS.list_url))


def _moved(chosen: ListFilter, found: list[Record]) -> str:
    """A note when a searched number belongs to a merged record and the record with its data was found."""
    if not chosen.homes or chosen.homes.isdisjoint(record.pk for record in found):
        return ""
    merged = f"{chosen.kind.model.prefix}-{parse_number(chosen.kind.model, chosen.text)}"
    return _("%(old)s was merged. Its data is now on the record below.") % {"old": merged}
