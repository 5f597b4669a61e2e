"""Two people act on the same records at once: one waits for the other and sees what it wrote."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import QueryDict

from crm_merge.audit.models import ChangeSet
from orders.actions import change_owner
from orders.bulk import carrying_out
from orders.bulk.carrying_out import Act, carry_out
from orders.bulk.changes import PutAway, SetOwner
from orders.kinds import ORDERS
from orders.models import Order, Selection
from tests.orders import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Do all of them in connections of their own, beginning together; returns their results."""
    barrier = Barrier(len(works))

    def begin(work):
        try:
            barrier.wait(timeout=20)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(begin, work) for work in works]]


@pytest.fixture
def people(db):
    seller = make.make_user("sales", role="sales", department="Sales")
    return seller, *(make.make_user(department=seller.department) for _each in range(2))


@pytest.fixture
def orders(people, monkeypatch):
    monkeypatch.setattr(carrying_out, "CHUNK", 3)
    return [make.make_order(f"Order {place}", responsible=people[0]) for place in range(12)]


def mine(people) -> Selection:
    """All orders of the seller."""
    query = QueryDict(mutable=True)
    query["responsible"] = str(people[0].pk)
    return Selection(kind="order", by=people[0], filter=query.urlencode())


def test_of_two_actions_on_the_same_filter_the_second_finds_nothing_left(people, orders):
    seller, one, other = people

    first, second = at_once(
        *(lambda owner=owner: carry_out(Act(mine(people), SetOwner(owner), "edit", seller)) for owner in (one, other))
    )

    owners = set(Order.objects.values_list("responsible", flat=True))
    assert owners in ({one.pk}, {other.pk})
    assert sorted([first.done, second.done]) == [0, 12]


def test_two_actions_on_the_same_ticks_end_as_one_after_the_other(people, orders):
    seller, one, other = people
    keys = [order.pk for order in orders]

    at_once(
        lambda: change_owner(ORDERS, keys, one, by=seller),
        lambda: change_owner(ORDERS, keys[::-1], other, by=seller),
    )

    owners = set(Order.objects.values_list("responsible", flat=True))
    assert owners in ({one.pk}, {other.pk})
    last = ChangeSet.objects.latest("pk")
    assert Order.history.filter(change_set=last).count() == 12


def test_deleting_and_changing_at_once_never_changes_what_is_in_the_trash(people, orders):
    seller, one, _other = people

    changed, deleted = at_once(
        lambda: carry_out(Act(Selection(kind="order", ticked=[o.pk for o in orders]), SetOwner(one), "edit", seller)),
        lambda: carry_out(Act(Selection(kind="order", ticked=[o.pk for o in orders]), PutAway(), "delete", seller)),
    )

    assert deleted.done == 12
    assert changed.done + changed.refused == 12
    assert Order.objects.filter(responsible=one).count() == changed.done
