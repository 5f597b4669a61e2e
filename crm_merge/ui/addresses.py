"""The addresses of many things of one kind: what stands around the key is asked of the URLs once."""

from functools import cache

from django.db.models import Model

STAND_IN = 2_113_000_001  # a key that no address contains otherwise


@cache
def _around(model: type[Model]) -> tuple[str, str]:
    before, _key, after = model(pk=STAND_IN).get_absolute_url().partition(str(STAND_IN))
    return before, after


def address_of(model: type[Model], key: int) -> str:
    """``get_absolute_url`` of the row with this key, without the row: for models whose address follows from the key."""
    before, after = _around(model)
    return f"{before}{key}{after}"
