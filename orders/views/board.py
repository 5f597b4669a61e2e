"""Orders by stage: the board, one column of it further down, and what the columns are worth."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from crm_merge.access.permissions import may
from crm_merge.ui.paging import cursor_after, paginate
from orders.filtering.bar import FilterBar
from orders.filtering.shelf import Shelf
from orders.kinds import ORDERS
from orders.listing.board import NEWEST, PER_COLUMN, Board, Column, Total, card_rows, total_words
from orders.listing.cards import Cards
from orders.listing.settings import Look
from orders.matching import filtered
from orders.models import Order, Stage

# What an address of the board says beside the conditions of the list.
PLACE = ("view", "column", "after", "before", "totals", "selected", "sort", "count")


def board_page(request: HttpRequest, look: Look) -> HttpResponse:
    """The orders that the list at this address would show, as cards in the stages of one pipeline."""
    chosen = filtered(ORDERS, request.GET, user=request.user)
    board = Board(request.GET.get("pipeline", ""), chosen.live)
    cards = Cards(request, board.shown, request.get_full_path())
    totals = board.totals(chosen.live) if "totals" in request.GET else {}
    asked = request.GET.get("column", "")
    columns = [_shown(request, column, cards, totals.get(column.stage.pk)) for column in board.columns(chosen.live)]
    named = [one for one in columns if str(one["stage"].pk) == asked] or [one for one in columns if one["count"]] or columns
    context = {"columns": columns, "current": next(iter(named), None), "look": look, "filter": chosen}
    bar = FilterBar(chosen, request.GET)
    context |= {"bar": bar, "shelf": Shelf(bar), "panel_url": ORDERS.url("filter_panel")}
    return render(request, "orders/board.html", context | _frame(request, board))


@require_safe
@vary_on_headers("HX-Request")
def column(request: HttpRequest) -> HttpResponse:
    """The cards of one stage from ``after`` on: with htmx the cards alone, else a page of this stage."""
    board, stage = _stage(request)
    chosen = filtered(ORDERS, request.GET, user=request.user)
    found = card_rows(chosen.live.filter(stage=stage))
    page = paginate(found, NEWEST, request, per_page=PER_COLUMN)
    cards = Cards(request, board.shown, f"{ORDERS.list_url}?{urlencode(_kept(request))}")
    shown = {"stage": stage, "cards": cards.html(page.items), "count": len(page), "more": page.next_url}
    if request.htmx:
        return render(request, "orders/_cards.html", {"column": shown})
    context = {"columns": [shown], "current": shown, "filter": chosen, "page": page, "is_one": True}
    return render(request, "orders/board.html", context | _frame(request, board))


@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """Count and sums of every column. They are asked for after the cards, so that these never wait for them."""
    chosen = filtered(ORDERS, request.GET, user=request.user)
    board = Board(request.GET.get("pipeline", ""), chosen.live)
    found = [_worth(key, total) for key, total in board.totals(chosen.live).items()]
    return render(request, "orders/_board_totals.html", {"totals": found})


def _stage(request: HttpRequest) -> tuple[Board, Stage]:
    """The stage that ``column`` names, and the board of its pipeline. Raises ``Http404`` when there is none."""
    stage = Board().named(request.GET.get("column", ""))
    if stage is None:
        raise Http404
    return Board(str(stage.pipeline_id)), stage


def _shown(request: HttpRequest, column: Column, cards: Cards, total: Total | None) -> dict:
    shown = {"stage": column.stage, "cards": cards.html(column.cards), "count": len(column.cards), "more": ""}
    if column.has_more:
        token = cursor_after(Order.objects.all(), NEWEST, column.cards[-1])
        query = [*_kept(request), ("column", column.stage.pk), ("after", token)]
        shown["more"] = f"{ORDERS.url('board')}?{urlencode(query)}"
    return shown | (_worth(column.stage.pk, total) if total is not None else {})


def _worth(key: int, total: Total) -> dict[str, int | str | list[str]]:
    return {"key": key, "number": total.number, "worth": total.worth, "of": total_words(total)}


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What of the address says which orders are shown."""
    return [(name, value) for name, values in request.GET.lists() if name not in PLACE for value in values]


def _frame(request: HttpRequest, board: Board) -> dict:
    kept = _kept(request)
    return {
        "kind": ORDERS,
        "board": board,
        "kept": [(name, value) for name, value in kept if name != "pipeline"],
        "totals_url": f"{ORDERS.url('board_totals')}?{urlencode(kept)}",
        "here": request.get_full_path(),
        "may_create": may(request.user, "create", Order),
        "may_import": may(request.user, "import", Order),
    }
