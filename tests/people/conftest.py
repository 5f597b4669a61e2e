import pytest

from tests.orders.factories import make_user


@pytest.fixture
def admin(db):
    return make_user("anna", role="administration", first_name="Anna", last_name="Admin")


@pytest.fixture
def signed_in(client, admin):
    """A client at which the administrator is signed in."""
    client.force_login(admin)
    return client
