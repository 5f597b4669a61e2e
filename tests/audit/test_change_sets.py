"""Change sets: entry and write live or die together, in one operation (P5, P13)."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed

from crm_merge.audit.models import ChangeSet, Kind, Subject
from crm_merge.audit.services import NoChangeSet, add_subjects, change_set, current
from orders.models import Order
from tests.orders.factories import make_order, make_user

pytestmark = pytest.mark.django_db


def _fail_after_writing(order: Order) -> None:
    with change_set(Kind.CHANGED, by=None) as opened:
        order.title = "Never"
        order.save()
        add_subjects(opened, [order])
        raise LookupError


def test_failure_leaves_neither_the_write_nor_the_entry():
    order = make_order("Before")
    entries, rows = ChangeSet.objects.count(), order.history.count()

    with pytest.raises(LookupError):
        _fail_after_writing(order)

    assert Order.objects.get(pk=order.pk).title == "Before"
    assert (ChangeSet.objects.count(), order.history.count()) == (entries, rows)


def test_nothing_is_open_after_a_failure():
    with pytest.raises(LookupError):
        _fail_after_writing(make_order())

    with pytest.raises(NoChangeSet):
        current()


def test_nested_operation_joins_the_outer_one():
    user = make_user()
    with change_set(Kind.IMPORTED, by=user) as outer, change_set(Kind.CREATED, by=None) as inner:
        assert inner is outer

    assert ChangeSet.objects.filter(pk=outer.pk, kind=Kind.IMPORTED, by_key=user.pk).exists()


def test_a_nested_failure_that_is_caught_takes_back_only_the_nested_writes():
    order = make_order("Before")
    with change_set(Kind.CHANGED, by=None) as outer:
        with pytest.raises(LookupError):
            _fail_after_writing(order)
        kept = make_order("Kept")

    assert Order.objects.get(pk=order.pk).title == "Before"
    assert kept.history.get().change_set == outer


def test_every_save_is_stamped_with_the_operation_and_the_name_as_text():
    user = make_user(first_name="Sabine", last_name="Vogt")
    order = make_order()
    with change_set(Kind.CHANGED, by=user, reason="Phone call") as opened:
        order.save()

    user.delete()
    entry = ChangeSet.objects.get(pk=opened.pk)
    assert (entry.by_name, entry.reason) == ("Sabine Vogt", "Phone call")
    assert order.history.first().change_set == entry


def test_subject_is_added_once_and_keeps_its_label():
    order = make_order("Original")
    with change_set(Kind.CHANGED, by=None) as opened:
        add_subjects(opened, [order])
        order.title = "Renamed"
        add_subjects(opened, [order])

    assert Subject.objects.get(change_set=opened).label.endswith("Original")


def test_sign_in_and_failed_sign_in_are_entries(client):
    user = make_user("sabine")
    client.force_login(user)
    assert authenticate(None, username="sabine", password="wrong") is None

    assert ChangeSet.objects.get(kind=Kind.SIGNED_IN).by_key == user.pk
    failed = ChangeSet.objects.get(kind=Kind.SIGN_IN_FAILED)
    assert failed.by_key is None
    assert failed.details == {"name": "sabine"}


@pytest.mark.parametrize("typed", ["a\x00b", "x" * 10_000, "\ud800", "", None])
def test_failed_sign_in_is_recorded_whatever_was_typed(typed):
    user_login_failed.send(sender=None, credentials={"username": typed}, request=None)

    assert ChangeSet.objects.filter(kind=Kind.SIGN_IN_FAILED).count() == 1
