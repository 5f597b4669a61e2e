"""What browsers may keep of our pages."""

import pytest

from tests.orders import factories as make
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db


def test_browsers_ask_again_for_every_page_of_a_signed_in_person(client):
    seller = make.make_user("sales", role="sales", department="Sales")
    order = make.make_order(responsible=seller)
    client.force_login(seller)
    move_to_trash([order], by=seller)

    for address, status in (("/orders/", 200), (order.get_absolute_url(), 410), ("/nowhere/", 404)):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "private, no-cache")


def test_a_health_check_needs_no_person(client):
    assert client.get("/healthz").status_code == 200
