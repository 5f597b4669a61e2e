import pytest

from crm_merge.access.models import User
from tests.orders.factories import make_user


@pytest.fixture
def ada() -> User:
    return make_user("ada", role="administration", first_name="Ada", last_name="Amt")


@pytest.fixture
def web(client, ada):
    client.force_login(ada)
    return client
