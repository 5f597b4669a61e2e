"""Moving to the trash and back: rights, history, what is refused."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import change_set
from orders.models import Order
from tests.orders.factories import attach_everything, make_company, make_order, make_user
from trash.models import TrashEntry, Why
from trash.services import RestoreRefused, move_to_trash, put_away, restore, take_out

pytestmark = pytest.mark.django_db


def test_record_in_the_trash_knows_who_when_and_why():
    admin = make_user("root", role="administration", first_name="Sabine", last_name="Vogt")
    order, bystander = make_order(), make_order()

    (entry,) = move_to_trash([order], by=admin, reason="Test order")

    order.refresh_from_db()
    assert order.trash_entry == entry
    assert (entry.by_name, entry.why, entry.reason, entry.label) == ("Sabine Vogt", Why.DELETED, "Test order", order.label)
    assert bystander in Order.objects.live()
    assert order not in Order.objects.live()


def test_moving_to_the_trash_is_one_operation_with_its_subjects():
    admin = make_user(role="administration")
    records = [make_order(), make_order(), make_company()]

    move_to_trash(records, by=admin)

    operation = ChangeSet.objects.get(kind=Kind.DELETED)
    assert {subject.label for subject in operation.subjects.all()} == {record.label for record in records}
    for record in records:
        newest = record.history.first()
        assert (newest.change_set, newest.version) == (operation, 2)


def test_one_forbidden_record_keeps_all_of_them_live():
    seller = make_user(role="sales", department="Nord")
    mine = make_order(responsible=seller)
    foreign = make_order(responsible=make_user(role="sales", department="Süd"))

    with pytest.raises(PermissionDenied):
        move_to_trash([mine, foreign], by=seller)

    assert Order.objects.live().count() == 2
    assert not TrashEntry.objects.exists()
    assert not ChangeSet.objects.filter(kind=Kind.DELETED).exists()


def test_putting_away_twice_leaves_the_first_entry():
    admin = make_user(role="administration")
    order = make_order()
    (first,) = move_to_trash([order], by=admin)

    assert move_to_trash([order], by=admin) == []

    assert TrashEntry.objects.get() == first


def test_restore_brings_the_record_back_with_everything_on_it():
    admin = make_user(role="administration")
    order = attach_everything(make_order())
    entries = move_to_trash([order], by=admin)

    outcome = restore(entries, by=admin)

    assert [entry.record_id for entry in outcome.done] == [order.pk]
    assert Order.objects.live().filter(pk=order.pk).exists()
    assert order.comment_set.count() == 1
    operation = ChangeSet.objects.get(kind=Kind.RESTORED)
    assert operation.subjects.get().record_id == order.pk


def test_restore_of_a_held_entry_is_refused_and_writes_nothing():
    admin = make_user(role="administration")
    order = make_order()
    with change_set(Kind.MERGED, by=admin):
        entries = put_away(Order, [order.pk], by=admin, why=Why.MERGED, held_by="merge:1")

    with pytest.raises(RestoreRefused, match="merged"):
        restore(entries, by=admin)

    assert not Order.objects.live().filter(pk=order.pk).exists()
    assert not ChangeSet.objects.filter(kind=Kind.RESTORED).exists()


def test_restore_names_what_was_refused_beside_what_came_back():
    admin = make_user(role="administration")
    free, held = make_order("Free"), make_order("Held")
    with change_set(Kind.MERGED, by=admin):
        held_entries = put_away(Order, [held.pk], by=admin, held_by="merge:1")

    outcome = restore([*move_to_trash([free], by=admin), *held_entries], by=admin)

    assert [entry.label for entry in outcome.done] == [free.label]
    assert [refusal.label for refusal in outcome.refused] == [held.label]


def test_sales_restores_what_they_put_away_but_not_what_others_did():
    seller = make_user(role="sales", department="Nord")
    colleague = make_user(role="sales", department="Nord")
    mine, theirs = make_order(responsible=seller), make_order(responsible=seller)
    my_entries = move_to_trash([mine], by=seller)
    their_entries = move_to_trash([theirs], by=colleague)

    outcome = restore([*my_entries, *their_entries], by=seller)

    assert [entry.record_id for entry in outcome.done] == [mine.pk]
    assert [refusal.label for refusal in outcome.refused] == [theirs.label]


def test_restoring_twice_is_refused_with_the_reason():
    admin = make_user(role="administration")
    entries = move_to_trash([make_order()], by=admin)
    restore(entries, by=admin)

    with pytest.raises(RestoreRefused, match="no longer in the trash"):
        restore(entries, by=admin)


def test_take_out_reverts_put_away():
    order, bystander = make_order(), make_order()
    before = Order.objects.filter(pk=order.pk).values().get()
    with change_set(Kind.MERGED, by=None):
        put_away(Order, [order.pk, bystander.pk], by=None)

    with change_set(Kind.UNDONE, by=None):
        assert take_out(Order, [order.pk], by=None) == 1

    after = Order.objects.filter(pk=order.pk).values().get()
    assert after == before | {"version": before["version"] + 2}
    assert TrashEntry.objects.get().record_id == bystander.pk


@pytest.mark.parametrize("size", [3, 300])
def test_statements_do_not_grow_with_the_records(size):
    admin = make_user(role="administration")
    orders = [make_order() for _ in range(size)]

    with CaptureQueriesContext(connection) as away:
        entries = move_to_trash(orders, by=admin)
    with CaptureQueriesContext(connection) as back:
        restore(entries, by=admin)

    assert len(away) <= 14
    assert len(back) <= 20
