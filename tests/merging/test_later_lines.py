"""Line items and totals that people changed after a merge (P4)."""

from decimal import Decimal

import pytest

from merging import services
from tests.merging.later import edit
from tests.merging.merging_tools import admin, merge
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_line, make_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("put_back", [False, True])
def test_a_combined_quantity_that_was_edited_stays_unless_put_back(put_back):
    by, records = admin(), [make_order("A", amount=20), make_order("B", amount=20)]
    mine, theirs = make_line(records[0]), make_line(records[1])
    done = merge(records, by=by, choices={"lines": "combine"})
    edit(mine, quantity=Decimal(10))
    edit(records[0], amount=Decimal(100))

    conflicts = services.plan_undo(done, by=by).conflicts
    services.undo_merge(done, by=by, put_back=[one.field for one in conflicts if put_back])

    assert len(conflicts) == 1
    assert "Chair" in conflicts[0].label
    assert fresh(mine).quantity == (2 if put_back else 10)
    assert fresh(records[0]).amount == (20 if put_back else 100)
    assert (fresh(theirs).quantity, fresh(theirs).order) == (2, records[1])


def test_totals_follow_lines_that_were_edited_added_or_deleted_since():
    by, records = admin(), [make_order("A", amount=20), make_order("B", amount=20), make_order("C", amount=20)]
    lines = [make_line(record) for record in records]
    done = merge(records, by=by)
    edit(lines[1], unit_price=Decimal(50))
    edit(records[0], amount=Decimal(140))
    before = snapshot()["orders_order"]

    services.undo_merge(done, by=by)

    assert snapshot()["orders_order"] != before
    assert [fresh(record).amount for record in records] == [20, 100, 20]
    assert [sum(fresh(record).totals().values()) for record in records] == [20, 100, 20]


