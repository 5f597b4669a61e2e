"""Bringing back one of several merged records: whole, with its rows, and without taking from those that stay merged (P1)."""

from decimal import Decimal

import pytest

from crm_merge.audit.services import change_set
from merging import services
from merging.models import MergedRecord
from orders.models import ContactPoint, TagLink
from tests.merging.merging_tools import MAKERS, admin, full_records, merge
from tests.merging.promises import fresh, rows_of
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_contact_point, make_line, make_order, make_tag

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


def _link(done, record) -> MergedRecord:
    return done.records.get(record_id=record.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_one_record_returns_with_its_rows_and_the_primary_keeps_its_values(kind):
    by, records = admin(), full_records(kind, 3)
    before = rows_of(records[1:2])
    done = merge(records, by=by, choices={"fields": {"description": {"join": True}}})
    primary = fresh(records[0])

    services.restore_record(_link(done, records[1]), by=by)

    assert rows_of(records[1:2]) == before
    assert fresh(records[1]).is_live
    assert not fresh(records[2]).is_live
    assert fresh(records[0]).description == primary.description
    assert services.homes(done.record_type, [record.pk for record in records]) == {records[2].pk: records[0].pk}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", [(1,), (2,), (1, 2), (2, 1), (3, 1, 2), (2, 3), (1, 2, 3)])
def test_undo_after_restoring_some_gives_the_dump_before(kind, order):
    consistent = {"amount": Decimal("299.99")} if kind == "order" and len(order) == 3 else {}
    by, records = admin(), full_records(kind, 4, **consistent)
    for record in records[1:]:
        make_contact_point(record, "+49 221 999")
        make_tag(record, "theirs")
    before = snapshot()
    done = merge(records, by=by)

    for place in order:
        services.restore_record(_link(done, records[place]), by=by)
    if len(order) < 3:
        services.undo_merge(done, by=by)

    after = snapshot()
    assert {name for name in before if before[name] != after[name]} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_what_several_had_stays_on_the_primary_until_the_last_of_them_is_back(kind):
    by, records = admin(), [MAKERS[kind](f"Sample {n}") for n in range(4)]
    for record in records[1:]:
        make_contact_point(record, "+49 221 999", is_primary=True)
        make_tag(record, "theirs")
    done = merge(records, by=by)

    for place in (1, 2, 3):
        assert ContactPoint.objects.get(**{kind: records[0]}).is_primary
        assert TagLink.objects.get(**{kind: records[0]}).tag.name == "theirs"
        services.restore_record(_link(done, records[place]), by=by)
        assert ContactPoint.objects.get(**{kind: records[place]}).is_primary

    assert rows_of(records[:1]) == set()


def test_a_shared_row_deleted_on_the_primary_since_does_not_come_back_there():
    by, records = admin(), [make_order(f"Sample {n}") for n in range(3)]
    for record in records[1:]:
        make_tag(record, "theirs")
    done = merge(records, by=by)
    with change_set("changed", by=by):
        TagLink.objects.get(order=records[0]).delete()

    services.restore_record(_link(done, records[1]), by=by)

    assert not TagLink.objects.filter(order=records[0]).exists()


def test_totals_follow_when_lines_leave_with_their_record():
    by, records = admin(), [make_order(f"Sample {n}", amount=Decimal(20)) for n in range(3)]
    for record in records:
        make_line(record)
    done = merge(records, by=by)
    assert fresh(records[0]).amount == 60

    services.restore_record(_link(done, records[1]), by=by)

    assert [fresh(record).amount for record in records[:2]] == [40, 20]
    services.undo_merge(done, by=by)
    assert [fresh(record).amount for record in records] == [20, 20, 20]


def test_combined_lines_part_with_the_record_that_was_added_but_not_with_the_one_that_took():
    by, records = admin(), [make_order(f"Sample {n}", amount=Decimal(20)) for n in range(3)]
    make_line(records[1], quantity=Decimal(3))
    make_line(records[2], quantity=Decimal(4))
    before = snapshot()
    done = merge(records, by=by, choices={"lines": "combine"})

    with pytest.raises(services.UndoBlocked, match="Undo the whole merge"):
        services.restore_record(_link(done, records[1]), by=by)
    services.restore_record(_link(done, records[2]), by=by)

    assert [line.quantity for record in records for line in record.lines.all()] == [3, 4]
    services.undo_merge(done, by=by)
    assert snapshot()["orders_orderline"] == before["orders_orderline"]


def test_a_record_comes_back_once():
    by, records = admin(), full_records("order", 3)
    done = merge(records, by=by)
    services.restore_record(_link(done, records[1]), by=by)
    before = snapshot(bookkeeping=True)

    with pytest.raises(services.MergeNotAllowed, match="already back"):
        services.restore_record(_link(done, records[1]), by=by)
    assert snapshot(bookkeeping=True) == before
    services.restore_record(_link(done, records[2]), by=by)
    with pytest.raises(services.UndoBlocked, match="already back"):
        services.undo_merge(done, by=by)
