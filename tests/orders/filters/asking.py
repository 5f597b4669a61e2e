"""Addresses for tests, as somebody would write them."""

from urllib.parse import urlencode

from django.http import QueryDict


def params(query: str) -> QueryDict:
    """``title=a b&stage=3`` with spaces and umlauts as they are."""
    pairs = [tuple(part.split("=", 1)) for part in query.split("&") if part]
    return QueryDict(urlencode(pairs))
