"""Addresses that are made without a row are those that the row has."""

import pytest

from crm_merge.audit.models import ChangeSet
from crm_merge.ui.addresses import address_of
from orders.kinds import all_kinds

KEYS = [1, 2_113_000_001, 9_000_000_000]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("model", [ChangeSet, *(kind.model for kind in all_kinds())], ids=lambda model: model.__name__)
def test_the_address_of_a_key_is_that_of_its_row(model, key):
    assert address_of(model, key) == model(pk=key).get_absolute_url()


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_pages_of_a_record_stand_below_its_own(kind):
    own = kind.model(pk=7).get_absolute_url()

    assert kind.url("", 7) == own
    assert kind.url("edit", 7) == f"{own}edit/"
    assert kind.url("remove", 7, "activity", 8) == f"{own}activity/8/remove/"
    assert kind.url("field", 7, "title") == f"{own}fields/title/"
