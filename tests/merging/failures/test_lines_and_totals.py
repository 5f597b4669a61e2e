"""Line items and what is computed from them: elsewhere lost, doubled, summed wrongly, or stale after the merge."""

from decimal import Decimal

import pytest

from merging import services
from orders.models import Order, OrderLine
from orders.totals import settle_amount, totals_of
from tests.merging.failures.doors import merge_by_page, undo_by_page
from tests.merging.merging_tools import merge
from tests.merging.promises import fresh, values_of
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_company, make_line, make_order, recording

pytestmark = pytest.mark.django_db
A = {"name": "A", "unit_price": Decimal("10.0000"), "vat": Decimal("19.00")}
B = {"name": "B", "unit_price": Decimal("7.0000"), "vat": Decimal("7.00")}
REBATE = {"name": "Rebate", "unit_price": Decimal("-5.0000"), "discount": Decimal("50.00"), "vat": Decimal("19.00")}


def order_with(title: str, *lines: tuple[dict, int], **values) -> Order:
    order = make_order(title, **values)
    for position, (what, quantity) in enumerate(lines, start=1):
        make_line(order, position=position, quantity=Decimal(quantity), **what)
    return recount(order)


def recount(order: Order) -> Order:
    with recording("changed"):
        settle_amount(order, order.lines.all())
        order.save()
    return order


@pytest.fixture
def pair() -> list[Order]:
    """S has two of A; L has three of A, one of B and a rebate."""
    return [order_with("S", (A, 2)), order_with("L", (A, 3), (B, 1), (REBATE, 1))]


def lines_of(order: Order) -> list[tuple]:
    rows = OrderLine.objects.filter(order=order).order_by("position", "pk")
    return [(row.name, int(row.quantity), row.discount, row.vat) for row in rows]


LINE = {name: (one.get("discount", Decimal(0)), one["vat"]) for name, one in (("A", A), ("B", B), ("Rebate", REBATE))}
RESULTS = {
    "all": ([("A", 2), ("A", 3), ("B", 1), ("Rebate", 1)], "54.50"),
    "combine": ([("A", 5), ("B", 1), ("Rebate", 1)], "54.50"),
    "primary": ([("A", 2)], "20.00"),
}


@pytest.mark.parametrize("choice", RESULTS)
def test_t17_line_items_are_lost_doubled_or_summed_wrongly(web, by, pair, choice):
    before, rows = snapshot(), [values_of(row) for row in OrderLine.objects.order_by("pk")]
    expected, total = RESULTS[choice]

    done = merge_by_page(web, pair, by=by, choices={"lines": choice})
    assert lines_of(pair[0]) == [(name, quantity, *LINE[name]) for name, quantity in expected]
    assert fresh(pair[0]).amount == Decimal(total)
    undo_by_page(web, done)

    assert [values_of(row) for row in OrderLine.objects.order_by("pk")] == rows
    assert snapshot() == before


def check_totals() -> None:
    """Every stored total is the sum of the lines there are."""
    for order in Order.objects.live():
        assert order.amount == totals_of(order.lines.all())["EUR"]


@pytest.mark.parametrize("choice", RESULTS)
def test_t18_a_stored_total_is_stale_or_doubled(web, by, pair, choice):
    for _round in range(2):
        done = merge_by_page(web, [fresh(order) for order in pair], by=by, choices={"lines": choice})
        check_totals()
        undo_by_page(web, done)
        check_totals()


def test_t18_the_orders_of_a_company_are_counted_wrongly(web, by):
    survivor, loser = make_company("S"), make_company("L")
    for place, company in enumerate((survivor, loser, loser)):
        make_order(f"Order {place}", company=company)

    def counts() -> list[int]:
        lists = (web.get(f"/orders/?company={company.pk}").context["rows"] for company in (survivor, loser))
        return [len(rows) for rows in lists]

    for _round in range(2):
        assert counts() == [1, 2]
        done = merge([survivor, loser], by=by)
        assert counts() == [3, 3]  # the old key stands for the record with the data
        services.undo_merge(done, by=by)
    assert counts() == [1, 2]


def test_t18_what_lists_search_and_sort_by_is_stale(web, by):
    survivor, loser = make_order("Chairs", amount=Decimal(5)), make_order("Wardrobe", reference="R-77")

    def found(text: str) -> list[int]:
        return [row.pk for row in web.get("/orders/", {"q": text}).context["rows"]]

    choices = {"fields": {"title": {"from": loser.pk}}}
    for _round in range(2):
        done = merge([fresh(survivor), fresh(loser)], by=by, choices=choices)
        assert [found(text) for text in ("Wardrobe", "R-77", "Chairs")] == [[survivor.pk], [survivor.pk], []]
        services.undo_merge(done, by=by)
        assert [found(text) for text in ("Wardrobe", "R-77", "Chairs")] == [[loser.pk], [loser.pk], [survivor.pk]]
