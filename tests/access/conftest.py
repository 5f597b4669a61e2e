import pytest

from . import company


@pytest.fixture
def people(db):
    return company.found()
