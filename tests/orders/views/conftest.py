import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.orders import factories as make


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client, seller) -> Client:
    client.force_login(seller)
    return client


@pytest.fixture
def boss():
    return make.make_user("root", role="administration", first_name="Ada", last_name="Amt")


@pytest.fixture
def office(boss) -> Client:
    """The browser of somebody who may manage settings."""
    client = Client()
    client.force_login(boss)
    return client


@pytest.fixture
def statements():
    def asked(web: Client, address: str, **headers) -> int:
        """Of a page that is not the first one: what all pages share is read, see ``crm_merge.reference``."""
        web.get(address, headers=headers)
        with CaptureQueriesContext(connection) as queries:
            assert web.get(address, headers=headers).status_code == 200
        return len(queries)

    return asked
