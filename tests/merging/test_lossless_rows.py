"""Equal rows, flags, self references and files: the shapes in which rows get lost elsewhere (P1, P3)."""

from pathlib import Path

import pytest

from orders.models import Attachment, ContactPoint, Observer, OrderContact, Tag, TagLink
from tests.merging.merging_tools import MAKERS, admin, merge
from tests.merging.promises import check_undo_is_identity, fresh
from tests.orders.factories import (
    make_address,
    make_contact,
    make_contact_point,
    make_file,
    make_order,
    make_tag,
    recording,
)

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


def _three(kind: str) -> list:
    return [MAKERS[kind](f"Sample {place}") for place in range(3)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("holders", [(0, 1, 2), (1, 2), (2, 1), (0, 2), (1,)])
def test_equal_rows_on_several_records_become_one_and_come_back_each(kind, holders):
    records = _three(kind)
    for place in holders:
        make_contact_point(records[place], "+49 221 555 0001", label="mobile" if place else "work")
        make_contact_point(records[place], "0221/5550001", label="home")  # the same again on the same record
        make_tag(records[place], "shared")
        make_address(records[place])

    check_undo_is_identity(records, by=admin())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("flags", ["100", "010", "001", "110", "011", "111", "000"])
def test_preferred_phones_collide_and_come_back(kind, flags):
    by, records = admin(), _three(kind)
    for place, flag in enumerate(flags):
        make_contact_point(records[place], "+49 221 555 0001", is_primary=flag == "1")
        make_contact_point(records[place], f"+49 221 555 001{place}")

    merge_ = check_undo_is_identity(records, by=by)
    merge(records, by=by)

    numbers = ContactPoint.objects.filter(**{merge_.record_type.split(".")[1]: records[0]})
    assert sorted(numbers.values_list("normalised", flat=True)) == [
        "+492215550001", "+492215550010", "+492215550011", "+492215550012"
    ]  # fmt: skip
    assert numbers.filter(is_primary=True).count() == int("1" in flags)


@pytest.mark.parametrize("kind", KINDS)
def test_a_flag_on_the_second_of_two_equal_rows_of_the_primary_stays_there(kind):
    records = _three(kind)
    make_contact_point(records[0], "+49 221 555 0001")
    flagged = make_contact_point(records[0], "+49 221 555 0001", label="mobile", is_primary=True)
    make_contact_point(records[1], "+49 221 555 0001", is_primary=True)

    check_undo_is_identity(records, by=admin())
    merge(records, by=admin())

    assert fresh(flagged).is_primary


@pytest.mark.parametrize("roles", [("", "buyer", "decider"), ("buyer", "", ""), ("", "", "billing"), ("buyer", "decider", "")])
def test_the_same_contact_with_other_roles_keeps_the_first_and_comes_back(roles):
    by, orders, contact = admin(), _three("order"), make_contact()
    with recording():
        for order, role in zip(orders, roles, strict=True):
            OrderContact.objects.create(order=order, contact=contact, role=role)
            Observer.objects.create(order=order, user=by)

    check_undo_is_identity(orders, by=by)
    merge(orders, by=by)

    assert OrderContact.objects.get().role == next(role for role in roles if role)
    assert OrderContact.objects.get().order == orders[0]
    assert Observer.objects.get().order == orders[0]


def test_contacts_of_one_order_become_one_contact_of_it():
    by, contacts, order = admin(), _three("contact"), make_order()
    with recording():
        for contact, role in zip(contacts, ("", "buyer", "decider"), strict=True):
            OrderContact.objects.create(order=order, contact=contact, role=role)

    check_undo_is_identity(contacts, by=by)
    merge(contacts, by=by)

    assert OrderContact.objects.values_list("contact", "role").get() == (contacts[0].pk, "buyer")


def test_a_row_that_is_unticked_everywhere_stays_with_its_records_and_comes_back():
    by, records = admin(), _three("order")
    links = [make_tag(record, "shared") for record in records]
    choices = {"rows": {"taglink": {"off": [links[0].pk]}}}

    check_undo_is_identity(records, by=by, choices=choices)
    merge(records, by=by, choices=choices)

    assert not TagLink.objects.filter(order=records[0]).exists()
    assert TagLink.objects.filter(pk__in=[links[1].pk, links[2].pk]).count() == 2
    assert Tag.objects.filter(name="shared").exists()


def test_choices_of_rows_and_records_that_are_gone_mean_as_suggested():
    by, records = admin(), _three("order")
    link = make_tag(records[1], "mine")
    choices = {
        "fields": {"title": {"from": 10**12}, "stage": {}, "gone": {"from": records[1].pk}},
        "rows": {"taglink": {"off": [10**12]}, "gone": {"off": [link.pk]}},
        "lines": "gone",
    }

    check_undo_is_identity(records, by=by, choices=choices)
    merge(records, by=by, choices=choices)

    assert fresh(link).order == records[0]
    assert fresh(records[0]).title == "Sample 0"


@pytest.mark.parametrize("kind", KINDS)
def test_files_keep_their_bytes_and_names(kind):
    by, records = admin(), _three(kind)
    contents = [b"", bytes(range(256)) * 64, "Grüße\r\n\x00".encode()]
    files = [make_file(record, content, "Angebot.pdf") for record, content in zip(records, contents, strict=True)]

    check_undo_is_identity(records, by=by)
    merge(records, by=by)

    moved = Attachment.objects.filter(pk__in=[file.pk for file in files]).order_by("pk")
    assert [Path(one.file.path).read_bytes() for one in moved] == contents
    assert {one.parent for one in moved} == {records[0]}
