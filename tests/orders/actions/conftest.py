import pytest
from django.test import Client

from tests.orders import factories as make


@pytest.fixture
def seller(db):
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def colleague(seller):
    return make.make_user("colleague", role="sales", department="Sales", last_name="Weber")


@pytest.fixture
def web(client: Client, seller):
    client.force_login(seller)
    return client
