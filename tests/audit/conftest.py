import pytest

from tests.orders.factories import make_user


@pytest.fixture
def admin():
    """May do everything."""
    return make_user("chief", role="administration")
