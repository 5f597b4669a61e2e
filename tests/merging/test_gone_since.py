"""Undo when what a value or a row refers to was merged, trashed, purged or taken since (P4, P10, P16)."""

import pytest

from crm_merge.access.models import User
from merging import services
from merging.models import JournalLine, Merge
from orders.models import Observer, OrderContact, Stage, Tag, TagLink
from tests.merging.merging_tools import admin, full_records, merge
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_company, make_contact, make_order, make_stage, make_tag, make_user, recording
from trash.models import TrashEntry
from trash.services import move_to_trash, purge

pytestmark = pytest.mark.django_db


def _purge(record, by) -> None:
    purge(TrashEntry.objects.filter(record_type=record._meta.label_lower, record_id=record.pk), by=by)


def _merged_company(by):
    """Two orders merged so that the primary left its own company for the other's."""
    old, new = make_company("Old"), make_company("New")
    orders = [make_order("A", company=old), make_order("B", company=new)]
    return old, new, orders, merge(orders, by=by, choices={"fields": {"company": {"from": orders[1].pk}}})


def test_a_purged_record_is_named_and_its_merge_cannot_be_undone():
    by, records = admin(), full_records("order", 3)
    done = merge(records, by=by)
    _purge(records[1], by)
    before = snapshot(bookkeeping=True)

    with pytest.raises(services.UndoBlocked, match=records[1].display_number):
        services.undo_merge(done, by=by)
    assert snapshot(bookkeeping=True) == before
    assert services.current_home("orders.order", records[1].pk) == records[0].pk


def test_a_company_in_the_trash_or_purged_since_is_named_and_the_field_stays_empty():
    for is_purged in (False, True):
        by = admin()
        old, new, orders, done = _merged_company(by)
        move_to_trash([old], by=by)
        if is_purged:
            _purge(old, by)

        assert any("Company" in sentence for sentence in services.plan_undo(done, by=by).stays)
        services.undo_merge(done, by=by)
        assert (fresh(orders[0]).company, fresh(orders[1]).company) == (None, new)


def test_a_company_that_was_merged_since_is_where_it_is_now():
    by = admin()
    old, new, orders, done = _merged_company(by)
    merge([new, old], by=by)

    services.undo_merge(done, by=by)

    assert fresh(orders[0]).company == new


def test_a_responsible_person_and_a_stage_that_are_gone():
    by, leaver, stage = admin(), make_user(), make_stage("old")
    orders = [make_order("A", responsible=leaver, stage=stage), make_order("B", responsible=by, stage=make_stage("late"))]
    chosen = {"from": orders[1].pk}
    done = merge(orders, by=by, choices={"fields": {"responsible": chosen, "stage": chosen}})
    User.objects.filter(pk=leaver.pk).delete()
    with recording():
        Stage.objects.get(pk=stage.pk).delete()

    services.undo_merge(done, by=by)

    assert (fresh(orders[0]).responsible, fresh(orders[0]).stage.key) == (None, "late")


def test_rows_whose_link_is_gone_stay_in_the_journal_and_the_others_come_back():
    by, leaver = admin(), make_user()
    orders, contacts = [make_order("A"), make_order("B")], [make_contact("One"), make_contact("Two"), make_contact("Three")]
    with recording():
        for order in orders:
            Observer.objects.create(order=order, user=leaver)
            for contact in contacts:
                OrderContact.objects.create(order=order, contact=contact)
    tags = [make_tag(order, "gone") for order in orders]
    done = merge(orders, by=by)
    with recording("changed"):
        Observer.objects.all().delete()
        TagLink.objects.all().delete()
        Tag.objects.get(pk=tags[0].tag_id).delete()
    leaver.delete()
    move_to_trash([contacts[0]], by=by)
    merge([contacts[2], contacts[1]], by=by)

    services.undo_merge(done, by=by)

    assert list(OrderContact.objects.filter(order=orders[1]).values_list("contact", flat=True)) == [contacts[2].pk]
    assert not Observer.objects.exists()
    assert JournalLine.objects.filter(merge=done, kind="collapse_rows", data__relation="orders.observer.order").exists()


def test_people_who_merged_or_may_undo_can_be_deleted():
    by, records = admin(), full_records("order", 2)
    before = snapshot()
    done = merge(records, by=by)
    by.delete()

    undone = services.undo_merge(done, by=(other := admin()))

    changed = {name for name, rows in snapshot().items() if rows != before[name]}
    assert {name for name in changed if name.startswith("orders_")} == set()
    assert (undone.by_name, undone.undone_by_key) == (done.by_name, other.pk)


def test_a_tag_that_the_primary_got_again_since_is_there_once():
    by, orders = admin(), [make_order("A"), make_order("B")]
    mine, theirs = make_tag(orders[0], "both"), make_tag(orders[1], "both")
    done = merge(orders, by=by, choices={"rows": {"taglink": {"off": [mine.pk]}}})
    again = make_tag(fresh(orders[0]), "both")

    services.undo_merge(done, by=by)

    assert set(TagLink.objects.all()) == {again, theirs}


@pytest.mark.parametrize(
    "alter",
    [
        lambda done: Merge.objects.filter(pk=done.pk).update(journal_version=0),
        lambda done: _rewrite(done, "set_fields", lambda data: data["fields"][0].update(name="gone", group="gone")),
        lambda done: _rewrite(done, "move_rows", lambda data: data.update(relation="orders.gone.order")),
        lambda done: _rewrite(done, "collapse_rows", lambda data: data["rows"][0]["row"].update(gone=1)),
    ],
    ids=["version", "field", "relation", "column"],
)
def test_a_journal_of_another_program_is_refused_whole(alter):
    by, records = admin(), full_records("order", 2)
    done = merge(records, by=by, choices={"fields": {"title": {"from": records[1].pk}}})
    alter(done)
    done.refresh_from_db()
    before = snapshot(bookkeeping=True)

    with pytest.raises(services.UndoBlocked, match="program has changed"):
        services.undo_merge(done, by=by)
    assert snapshot(bookkeeping=True) == before


def _rewrite(done, kind: str, alter) -> None:
    line = done.journal.filter(kind=kind).first()
    alter(line.data)
    line.save()


def test_a_column_that_came_to_the_model_since_gets_its_default():
    by, records = admin(), full_records("order", 2)
    before = snapshot()
    done = merge(records, by=by)
    for line in done.journal.filter(kind="collapse_rows", data__relation="orders.contactpoint.order"):
        for one in line.data["rows"]:
            del one["row"]["is_primary"]
        line.save()

    services.undo_merge(done, by=by)

    assert len(snapshot()["orders_contactpoint"]) == len(before["orders_contactpoint"])
