"""Links "was merged into" form a forest, and any way along them ends in one hop (P9); undo goes backwards (P10)."""

import pytest
from django.db import IntegrityError, transaction

from merging import services
from merging.models import Merge, MergedRecord
from tests.merging.merging_tools import MAKERS, admin, full_records, merge
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_order, make_user
from trash.models import TrashEntry
from trash.services import RestoreRefused, restore

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


def _link(done: Merge, record_id: int, primary_id: int, **values) -> MergedRecord:
    facts = {"record_type": done.record_type, "letter": 9, "label": "x", "values": {}}
    return MergedRecord.objects.create(merge=done, record_id=record_id, primary_id=primary_id, **facts | values)


def _refused(write) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return caught.value.__cause__.diag.constraint_name


def test_the_database_refuses_a_second_link_a_link_to_oneself_and_circles():
    by, (a, b, c, d) = admin(), full_records("order", 4)
    merge([b, a], by=by)
    done = merge([c, b], by=by)

    assert _refused(lambda: _link(done, a.pk, d.pk)) == "merged_into_one_record"
    assert _refused(lambda: _link(done, d.pk, d.pk)) in ("not_merged_into_itself", "merged_links_form_a_forest")
    assert _refused(lambda: _link(done, c.pk, a.pk)) == "merged_links_form_a_forest"
    assert _refused(lambda: _link(done, c.pk, b.pk)) == "merged_links_form_a_forest"
    dead = _link(done, c.pk, a.pk, is_live=False)
    assert _refused(lambda: MergedRecord.objects.filter(pk=dead.pk).update(is_live=True)) == "merged_links_form_a_forest"
    assert _link(done, c.pk, a.pk, record_type="orders.contact").is_live
    assert _link(done, c.pk, d.pk).is_live


@pytest.mark.parametrize("kind", KINDS)
def test_homes_of_a_chain_are_found_in_one_statement(kind, django_assert_num_queries):
    by, (a, b, c, d) = admin(), full_records(kind, 4)
    key = merge([b, a], by=by).record_type
    merge([c, b], by=by)

    with django_assert_num_queries(1):
        assert services.homes(key, [a.pk, b.pk, c.pk, d.pk]) == {a.pk: c.pk, b.pk: c.pk}
    merge([d, c], by=by)
    assert services.homes(key, [a.pk, b.pk, c.pk, d.pk]) == {a.pk: d.pk, b.pk: d.pk, c.pk: d.pk}
    with django_assert_num_queries(1):
        assert services.homes_of_number(key, a.display_number) == {d.pk}
    assert services.homes_of_number(key, d.display_number) == set()
    assert services.current_home("orders.unknown", a.pk) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_chain_comes_back_in_reverse_order_and_the_blocking_merge_is_named(kind):
    by, records = admin(), full_records(kind, 4)
    states, merges = [], []
    for kept, gone in ((1, 0), (2, 1), (2, 3)):
        states.append(snapshot())
        merges.append(merge([records[kept], records[gone]], by=by))

    for blocked, blocking in ((merges[0], merges[1]), (merges[1], merges[2])):
        with pytest.raises(services.UndoBlocked, match=rf"merge {blocking.pk}\b"):
            services.undo_merge(blocked, by=by)
        with pytest.raises(services.UndoBlocked):
            services.restore_record(blocked.records.get(), by=by)
    for done, state in zip(reversed(merges), reversed(states), strict=True):
        services.undo_merge(done, by=by)
        assert snapshot() == state
    assert services.homes(merges[0].record_type, [record.pk for record in records]) == {}


def test_many_merges_into_one_come_back_one_after_the_other():
    by, records = admin(), full_records("order", 5)
    states, merges = [], []
    for other in records[1:]:
        states.append(snapshot())
        merges.append(merge([fresh(records[0]), other], by=by))

    for done, state in zip(reversed(merges), reversed(states), strict=True):
        services.undo_merge(done, by=by)
        assert snapshot() == state


def test_the_blocking_merge_stays_unnamed_for_those_who_may_not_see_it():
    by, chief = make_user(role="sales", department="North"), admin()
    first, second = make_order("A", responsible=by), make_order("B", responsible=by)
    hidden = make_order("Hidden", responsible=make_user(department="South"))
    done = merge([first, second], by=by)
    later = merge([hidden, fresh(first)], by=chief)

    with pytest.raises(services.UndoBlocked) as blocked:
        services.undo_merge(done, by=by)

    assert "Hidden" not in str(blocked.value)
    assert str(later.pk) not in str(blocked.value)


def test_a_merged_record_is_not_restored_past_its_merge():
    by, records = admin(), full_records("order", 2)
    merge(records, by=by)
    before = snapshot()

    with pytest.raises(RestoreRefused, match="merged into"):
        restore(TrashEntry.objects.all(), by=by)
    assert snapshot() == before


def test_records_of_a_merge_can_be_merged_again_after_undo():
    by, records = admin(), full_records("order", 3)
    for primary in records:
        services.undo_merge(merge(records, by=by, primary=primary), by=by)

    assert MergedRecord.objects.filter(is_live=True).count() == 0
    assert MergedRecord.objects.count() == 6
