"""Changes of rights hold from the next request on, also for somebody in the middle of a merge."""

import pytest
from django.test import Client

from crm_merge.access.permissions import permitted
from crm_merge.people import services
from crm_merge.people.states import role_state
from merging import services as merging
from merging.errors import MergeNotAllowed
from merging.models import Merge, MergeSession
from orders.models import Order
from tests.merging.merging_tools import draft, previewed
from tests.orders.factories import make_order, make_user

from .tools import post_state, role, text


@pytest.fixture
def seller(db):
    return make_user("seller", role="sales", department="Nord")


@pytest.fixture
def previewed_merge(seller):
    """A merge of two orders that ``seller`` has just seen the preview of, and its fingerprint."""
    orders = [make_order(f"Order {number}", responsible=seller) for number in (1, 2)]
    session = draft(orders, by=seller)
    return session, previewed(session, by=seller).fingerprint


def _lose(client, scope: str = "none", action: str = "delete"):
    sales = role("sales")
    return post_state(client, f"/settings/roles/{sales.pk}/", role_state(sales), {f"orders.order:{action}": scope})


@pytest.mark.parametrize("action", ["delete", "edit", "read"])
def test_right_lost_between_preview_and_confirmation_stops_the_merge(signed_in, seller, previewed_merge, action):
    session, fingerprint = previewed_merge
    theirs = Client()
    theirs.force_login(seller)
    assert theirs.get(f"/merges/drafts/{session.pk}/confirm/").status_code == 200

    _lose(signed_in, action=action)
    answer = theirs.post(f"/merges/drafts/{session.pk}/confirm/", {"fingerprint": fingerprint, "action": "merge"})

    assert answer.status_code == 403
    assert not Merge.objects.exists()
    assert MergeSession.objects.get(pk=session.pk).state == MergeSession.State.OPEN
    assert not Order.objects.filter(trash_entry__isnull=False).exists()


def test_rights_read_earlier_do_not_count_when_it_is_written(signed_in, seller, previewed_merge):
    """The same user object, with its rights already read, as a long request would have it."""
    session, fingerprint = previewed_merge
    assert seller.has_perm("orders.delete_order")

    _lose(signed_in)

    assert seller.has_perm("orders.delete_order")
    with pytest.raises(MergeNotAllowed):
        merging.apply_merge(session, by=seller, fingerprint=fingerprint)


def test_merge_goes_through_when_the_right_is_given_back(signed_in, seller, previewed_merge):
    session, fingerprint = previewed_merge
    _lose(signed_in)
    _lose(signed_in, scope="own")

    merging.apply_merge(session, by=seller, fingerprint=fingerprint)

    assert Merge.objects.count() == 1


def test_role_taken_empties_the_list_with_the_next_page(admin, seller):
    order = make_order("Sichtbar", responsible=seller)
    theirs = Client()
    theirs.force_login(seller)
    assert order.display_number in text(theirs.get("/orders/"))

    services.take_role(role("sales"), seller, by=admin)

    assert order.display_number not in text(theirs.get("/orders/"))
    assert theirs.get(order.get_absolute_url()).status_code == 404


def test_right_to_read_the_history_is_lost_at_once(signed_in):
    chief = make_user("chief", role="manager")
    theirs = Client()
    theirs.force_login(chief)
    assert theirs.get("/history/").status_code == 200
    manager = role("manager")

    post_state(signed_in, f"/settings/roles/{manager.pk}/", role_state(manager), {"can_read_history": False})

    assert theirs.get("/history/").status_code == 403


def test_move_to_another_department_changes_what_is_seen_at_once(admin, seller):
    order = make_order(responsible=make_user(department="Süd"))
    assert not permitted(Order.objects.all(), user=seller).exists()

    values = {"username": "seller", "first_name": "", "last_name": "", "email": "", "language": "", "time_zone": ""}
    place = {"department": order.responsible.department_id, "roles": [role("sales").pk]}
    services.change_person(seller, values | place, by=admin)

    assert permitted(Order.objects.all(), user=type(seller).objects.get(pk=seller.pk)).exists()
