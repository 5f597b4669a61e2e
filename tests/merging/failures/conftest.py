from collections.abc import Iterator

import pytest
from django.test import Client

from merging.registry import register, specs
from tests.merging.merging_tools import admin


@pytest.fixture
def by(db):
    """An administrator, who may do everything."""
    return admin()


@pytest.fixture
def web(client: Client, by) -> Client:
    client.force_login(by)
    return client


@pytest.fixture
def own_specs() -> Iterator[None]:
    """The merge specs are as before when the test has declared its own."""
    before = specs()
    yield
    for spec in before:
        register(spec)
