"""Line items by all three choices: exact totals per currency, and never a sum across currencies."""

from decimal import Decimal

import pytest

from merging import services
from orders.models import OrderLine
from orders.totals import totals_of
from tests.merging.merging_tools import admin, draft, merge
from tests.merging.promises import check_undo_is_identity, fresh
from tests.orders.factories import make_line, make_order, make_product, recording

pytestmark = pytest.mark.django_db
CHOICES = ("all", "combine", "primary")


def _settled(order, lines) -> None:
    with recording():
        totals = totals_of(lines)
        order.amount, order.currency = totals.get("EUR"), "EUR"
        order.save()


@pytest.fixture
def orders(db) -> list:
    """A with 2 chairs and a mixed bag; B with 3 chairs, one in dollars, one with discount; C with 1 chair."""
    chair = make_product("P-CHAIR")
    made = [make_order(name) for name in "ABC"]
    same = {"product": chair, "name": "Chair", "unit_price": Decimal("10.0000"), "vat": Decimal("19.00")}
    rows = [
        (0, {"quantity": Decimal(2)}),
        (0, {"quantity": Decimal(1), "discount": Decimal("50.00")}),
        (1, {"quantity": Decimal(3)}),
        (1, {"quantity": Decimal(4), "currency": "USD"}),
        (1, {"quantity": Decimal(5), "discount": Decimal("10.00")}),
        (1, {"quantity": Decimal(6), "vat": Decimal("7.00")}),
        (2, {"quantity": Decimal(1)}),
        (2, {"quantity": Decimal(2), "unit_price": Decimal("10.0001")}),
    ]
    for position, (place, values) in enumerate(rows, start=1):
        make_line(made[place], position=position, **same | values)
    for order in made:
        _settled(order, order.lines.all())
    return made


def _content(order) -> list[tuple]:
    rows = order.lines.order_by("position", "pk").values_list("quantity", "unit_price", "currency", "discount", "vat")
    return [tuple(str(value.normalize()) if isinstance(value, Decimal) else value for value in row) for row in rows]


EXPECTED = {
    "all": {"EUR": Decimal("190.00"), "USD": Decimal("40.00")},
    "combine": {"EUR": Decimal("190.00"), "USD": Decimal("40.00")},
    "primary": {"EUR": Decimal("25.00")},
}


@pytest.mark.parametrize("choice", CHOICES)
def test_totals_are_exact_per_currency_and_undo_gives_the_dump_before(orders, choice):
    by, choices = admin(), {"lines": choice}
    plan = services.build_plan(draft(orders, by=by, choices=choices), by=by)

    check_undo_is_identity(orders, by=by, choices=choices)
    merge(orders, by=by, choices=choices)

    primary = fresh(orders[0])
    assert primary.totals() == plan.lines.totals_after == EXPECTED[choice]
    assert (primary.amount, primary.currency) == (EXPECTED[choice]["EUR"], "EUR")


def test_all_keeps_every_line_after_the_primarys_in_the_order_of_the_letters(orders):
    before = [row for order in orders for row in _content(order)]

    merge(orders, by=admin())

    assert _content(orders[0]) == before
    assert list(orders[0].lines.order_by("position").values_list("position", flat=True)) == list(range(1, 9))


def test_combine_adds_up_only_what_is_equal_in_everything(orders):
    merge(orders, by=admin(), choices={"lines": "combine"})

    assert _content(orders[0]) == [
        ("6", "1E+1", "EUR", "0", "19"),
        ("1", "1E+1", "EUR", "5E+1", "19"),
        ("4", "1E+1", "USD", "0", "19"),
        ("5", "1E+1", "EUR", "1E+1", "19"),
        ("6", "1E+1", "EUR", "0", "7"),
        ("2", "10.0001", "EUR", "0", "19"),
    ]


def test_primary_keeps_its_lines_only_and_the_others_stay_with_their_orders(orders):
    before = [_content(order) for order in orders]

    merge(orders, by=admin(), choices={"lines": "primary"})

    assert [_content(order) for order in orders] == before
    assert OrderLine.objects.filter(order=orders[0]).count() == 2


@pytest.mark.parametrize("choice", CHOICES)
def test_an_amount_that_was_entered_and_chosen_stays_beside_the_lines_of_others(choice):
    by = admin()
    entered, counted = make_order(amount=Decimal(100)), make_order(amount=Decimal(20))
    make_line(counted)
    choices = {"lines": choice, "fields": {"amount": {"from": entered.pk}}}

    plan = services.build_plan(draft([entered, counted], by=by, choices=choices), by=by)
    check_undo_is_identity([entered, counted], by=by, choices=choices)
    merge([entered, counted], by=by, choices=choices)

    assert "100" in next(state for state in plan.fields if state.name == "amount").result_display
    assert fresh(entered).amount == 100


def test_an_order_without_lines_and_amount_takes_the_lines_and_their_total():
    empty, counted = make_order(), make_order(amount=Decimal(20))
    make_line(counted)

    merge([empty, counted], by=admin())

    assert (fresh(empty).amount, fresh(empty).amount_from_lines) == (20, True)


@pytest.mark.parametrize("choice", ["all", "combine"])
def test_sums_larger_than_their_field_are_refused_before_anything_is_written(choice):
    by, orders = admin(), [make_order("A"), make_order("B")]
    for order in orders:
        make_line(order, quantity=Decimal("900000000.000"), unit_price=Decimal("999.0000"))
    choices = {"lines": choice}
    session = draft(orders, by=by, choices=choices)
    plan = services.build_plan(session, by=by)

    with pytest.raises(services.MergeNotAllowed, match="larger than"):
        services.apply_merge(session, by=by, fingerprint=plan.fingerprint)

    assert fresh(orders[1]).is_live


def test_equal_lines_of_the_primary_alone_are_left_as_they_are():
    orders = [make_order("A"), make_order("B")]
    make_line(orders[0])
    make_line(orders[0])

    merge(orders, by=admin(), choices={"lines": "combine"})

    assert orders[0].lines.count() == 2
