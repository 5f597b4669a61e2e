import pytest

from tests.orders.factories import make_stage, make_user


@pytest.fixture
def admin():
    """May import everything, people included."""
    return make_user("chief", role="administration")


@pytest.fixture
def stage():
    return make_stage()
