"""Values survive exactly: instants, decimals, texts of any kind, nothing cut and nothing normalised away (P2, P3)."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from merging import services
from merging.journal import decode
from tests.merging.merging_tools import MAKERS, admin, draft, merge
from tests.merging.promises import check_undo_is_identity, fresh
from tests.orders.factories import make_activity, make_comment, make_company, make_line, make_order, recording

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)
TEXTS = [
    "",
    "0",
    " \t ",
    "one\ntwo\r\nthree\rfour\u2028five\x0b\x1f",
    "Gr\u00fc\u00dfe – Gru\u0308\u00dfe 🪑 \U0010ffff \u202eabc \ufeff",
    "%s %(x)s {0} \\N \\. ' \" `",
    "ä" * 20_000,
]
INSTANTS = [
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 2, 30, 0, 1, tzinfo=timezone(timedelta(hours=2))),
    datetime(2026, 10, 25, 1, 30, 0, 999999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_texts_of_every_kind_come_back(kind, text):
    records = [MAKERS[kind]("Sample", description=text), MAKERS[kind]("Sample", description="other")]
    make_comment(records[1], text or "x")

    choices = {"fields": {"description": {"from": records[0].pk}}}
    done = check_undo_is_identity(records, by=admin(), primary=records[1], choices=choices)

    assert decode(done.records.get().values["description"]) == text


@pytest.mark.parametrize("moment", INSTANTS, ids=str)
def test_instants_come_back_to_the_microsecond(moment):
    records = [make_order(created_at=moment, begins_on=date.min), make_order(closes_on=date.max)]
    make_activity(records[1], due_at=moment, done_at=moment, created_at=moment)

    done = check_undo_is_identity(records, by=admin(), primary=records[1])

    assert decode(done.records.get().values["created_at"]) == moment
    assert fresh(records[0]).created_at == moment


@pytest.mark.parametrize("amount", ["0", "0.00", "-0.01", "999999999999.99", None])
def test_amounts_come_back_with_their_scale(amount):
    value = None if amount is None else Decimal(amount)
    records = [make_order(amount=value, amount_from_lines=False), make_order(amount=Decimal("1.10"), amount_from_lines=False)]

    check_undo_is_identity(records, by=admin(), choices={"fields": {"amount": {"from": records[1].pk}}})
    done = merge(records, by=admin(), primary=records[1], choices={"fields": {"amount": {"from": records[0].pk}}})

    assert fresh(records[1]).amount == value
    kept = decode(done.records.get().values["amount"])
    assert kept is None if value is None else str(kept) == f"{value:.2f}"


def test_nothing_and_false_are_values_and_a_chosen_blank_is_taken():
    zero = make_order(amount=Decimal(0), amount_from_lines=False, description="")
    ten = make_order(amount=Decimal(10), amount_from_lines=True, description="Note", reference="R-1")
    by = admin()

    suggested = {state.name: state.source for state in services.build_plan(draft([zero, ten], by=by), by=by).fields}
    assert suggested["amount"] == zero.pk
    assert suggested["description"] == ten.pk

    merge([zero, ten], by=by, choices={"fields": {"description": {"from": zero.pk}, "reference": {"from": zero.pk}}})

    result = fresh(zero)
    assert (result.amount, result.amount_from_lines, result.description, result.reference) == (0, False, "", "")


@pytest.mark.parametrize("kind", KINDS)
def test_joined_texts_name_their_origin_and_too_long_ones_are_refused(kind):
    by, choices = admin(), {"fields": {"description": {"join": True}}}
    records = [MAKERS[kind]("Sample", description=text) for text in ("Erste", "Erste ", "Z")]

    check_undo_is_identity(records, by=by, choices=choices)
    merge(records, by=by, choices=choices)
    joined = fresh(records[0])
    assert joined.description == f"{records[0].display_number}:\nErste\n\n{records[2].display_number}:\nZ"

    with recording():
        joined.description = "x" * 19_990
        joined.save()
    session = draft([joined, MAKERS[kind]("D", description="y")], by=by, choices=choices)
    plan = services.build_plan(session, by=by)
    with pytest.raises(services.MergeNotAllowed, match="longer than"):
        services.apply_merge(session, by=by, fingerprint=plan.fingerprint)
    assert fresh(joined).description == "x" * 19_990


def test_equal_spellings_are_no_question_and_both_stay_readable():
    first = make_company("Gr\u00fcn GmbH")
    second = make_company(" Gru\u0308n GmbH ")
    by = admin()
    plan = services.build_plan(draft([first, second], by=by), by=by)

    assert not next(state for state in plan.fields if state.name == "name").differs
    done = check_undo_is_identity([first, second], by=by)
    assert decode(done.records.get().values["name"]) == " Gru\u0308n GmbH "


def test_quantities_and_prices_keep_every_decimal():
    orders = [make_order("A"), make_order("B")]
    for order in orders:
        make_line(order, quantity=Decimal("0.001"), unit_price=Decimal("0.0001"), discount=Decimal("33.33"), vat=Decimal("7.00"))

    check_undo_is_identity(orders, by=admin())
    check_undo_is_identity(orders, by=admin(), choices={"lines": "combine"})
