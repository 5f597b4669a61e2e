import pytest
from django.test import Client

from tests.orders.factories import make_order, make_user


@pytest.fixture
def seller(db):
    return make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client: Client, seller) -> Client:
    client.force_login(seller)
    return client


@pytest.fixture
def pair(seller) -> list:
    """Two orders of the seller in which something differs."""
    return [
        make_order("Chairs", responsible=seller, source="phone", description="By phone: oak."),
        make_order("Chairs by e-mail", responsible=seller, source="email", description="By mail: beech."),
    ]
