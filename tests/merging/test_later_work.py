"""Undo changes only what the merge wrote and what still holds what it wrote (P4)."""

import pytest

from merging import services
from orders.models import Activity, Comment, OrderContact, OrderLine, TagLink
from tests.merging.later import delete, edit
from tests.merging.merging_tools import MAKERS, admin, full_records, merge
from tests.merging.promises import fresh
from tests.orders.factories import (
    make_comment,
    make_contact,
    make_contact_point,
    make_file,
    make_line,
    make_order,
    make_tag,
    recording,
)
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("put_back", [[], ["description"], ["source"], ["description", "source"]])
def test_later_edits_stay_and_are_conflicts_unless_put_back(kind, put_back):
    by = admin()
    records = [MAKERS[kind]("A", description="", source=""), MAKERS[kind]("B", description="Their text", source="phone")]
    done = merge(records, by=by)
    edit(records[0], description="Edited", source="email", reference="R-9")

    plan = services.plan_undo(done, by=by)
    services.undo_merge(done, by=by, put_back=put_back)

    shown = {(one.field, one.now, one.before) for one in plan.conflicts}
    assert shown == {("description", "Edited", ""), ("source", "E-mail", "")}
    now = fresh(records[0])
    assert now.description == ("" if "description" in put_back else "Edited")
    assert now.source == ("" if "source" in put_back else "email")
    assert now.reference == "R-9"
    assert now.derived_values() == {name: getattr(now, name) for name in now.derived_values()}


def test_a_value_edited_back_to_what_it_was_is_no_conflict():
    by, records = admin(), [make_order("A"), make_order("B")]
    done = merge(records, by=by, choices={"fields": {"title": {"from": records[1].pk}}})
    edit(records[0], title="A")

    assert services.plan_undo(done, by=by).conflicts == []
    services.undo_merge(done, by=by)
    assert (fresh(records[0]).title, fresh(records[1]).title) == ("A", "B")


@pytest.mark.parametrize("kind", KINDS)
def test_rows_added_later_stay_on_the_primary(kind):
    by, records = admin(), full_records(kind, 2)
    done = merge(records, by=by)
    primary = fresh(records[0])
    added = [make_comment(primary), make_tag(primary, "later"), make_contact_point(primary, "+49 30 1"), make_file(primary)]

    services.undo_merge(done, by=by)

    assert [fresh(row).parent for row in added] == [records[0]] * 4


@pytest.mark.parametrize("kind", KINDS)
def test_rows_edited_later_come_home_with_their_edits_and_deleted_ones_do_not(kind):
    by, records = admin(), full_records(kind, 2)
    edited, deleted = Comment.objects.get(**{kind: records[1]}), Activity.objects.get(**{kind: records[1]})
    done = merge(records, by=by)
    edit(edited, text="Edited since")
    delete(deleted)

    services.undo_merge(done, by=by)

    assert (fresh(edited).text, fresh(edited).parent) == ("Edited since", records[1])
    assert not Activity.objects.filter(pk=deleted.pk).exists()


def test_rows_that_went_elsewhere_since_are_left_alone():
    by, elsewhere, contact = admin(), make_order("Elsewhere"), make_contact()
    records = [make_order("A"), make_order("B")]
    make_line(records[0])
    comment, line = make_comment(records[1]), make_line(records[1])
    with recording():
        links = [OrderContact.objects.create(order=records[0], contact=contact), None]
        links[1] = OrderContact.objects.create(order=records[1], contact=contact, role="buyer")
    done = merge(records, by=by)
    for row in (comment, line, links[0]):
        edit(row, order=elsewhere)

    services.undo_merge(done, by=by)

    assert {fresh(row).order for row in (comment, line, links[0])} == {elsewhere}
    assert (fresh(line).position, fresh(links[0]).role) == (2, "buyer")
    assert OrderContact.objects.get(order=records[1]).role == "buyer"


def test_a_role_filled_by_the_merge_and_edited_since_is_a_conflict():
    by, records, contact = admin(), [make_order("A"), make_order("B")], make_contact()
    with recording():
        stays = OrderContact.objects.create(order=records[0], contact=contact)
        OrderContact.objects.create(order=records[1], contact=contact, role="buyer")
    done = merge(records, by=by)
    edit(stays, role="decider")

    conflict = services.plan_undo(done, by=by).conflicts[0]
    services.undo_merge(done, by=by)
    assert "Role" in conflict.label
    assert fresh(stays).role == "decider"


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_person_gave_another_place_since_does_not_stand_in_the_way(kind):
    by, records = admin(), [MAKERS[kind]("A"), MAKERS[kind]("B")]
    first = make_contact_point(records[0], "+49 221 555 0001", is_primary=True)
    second, third = (make_contact_point(records[1], f"+49 221 555 000{n}", is_primary=n == 2) for n in (2, 3))
    tag = make_tag(records[0], "mine")
    done = merge(records, by=by, choices={"rows": {"taglink": {"off": [tag.pk]}}})
    edit(first, is_primary=False)
    edit(third, is_primary=True)
    again = make_tag(fresh(records[0]), "mine")

    services.undo_merge(done, by=by)

    assert [fresh(row).is_primary for row in (first, second, third)] == [False, False, True]
    assert fresh(third).parent == records[1]
    assert TagLink.objects.get(**{kind: records[0]}) == again


def test_a_dropped_preferred_phone_comes_back_beside_the_one_preferred_since():
    by, records = admin(), [make_order("A"), make_order("B")]
    dropped = make_contact_point(records[0], "+49 221 555 0001", is_primary=True)
    done = merge(records, by=by, choices={"rows": {"contactpoint.phone": {"off": [dropped.pk]}}})
    make_contact_point(fresh(records[0]), "+49 221 555 0009", is_primary=True)

    services.undo_merge(done, by=by)

    assert not fresh(dropped).is_primary


def test_a_primary_in_the_trash_has_to_be_restored_first():
    by, records = admin(), full_records("order", 2)
    done = merge(records, by=by)
    move_to_trash([fresh(records[0])], by=by)

    with pytest.raises(services.UndoBlocked, match="Restore it first"):
        services.undo_merge(done, by=by)
    assert OrderLine.objects.filter(order=records[0]).count() == 2
