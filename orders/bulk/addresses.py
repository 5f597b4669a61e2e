"""Addresses of lists that name a selection."""

from urllib.parse import urlsplit

from django.http import QueryDict

from orders.models import Selection

OF_SELECTION = ("sel", "selected", "only")
PLACE = "list"  # where the eyes and the keyboard go back to


def query_of(address: str) -> QueryDict:
    """The query of ``address``, to be changed by the caller."""
    return QueryDict(urlsplit(address).query, mutable=True)


def without_selection(address: str) -> str:
    """``address`` of a list that shows nothing as selected."""
    return with_selection(address, None, only=False)


def with_selection(address: str, selection: Selection | None, *, only: bool | None = None) -> str:
    """``address`` so that it shows ``selection``, ``only`` it if asked; as it was when that is not said."""
    query = query_of(address)
    was_only = bool(query.get("only"))
    for name in OF_SELECTION:
        query.pop(name, None)
    if selection is not None and not selection._state.adding:
        query["sel"] = selection.pk.hex
    if was_only if only is None else only:
        query["only"] = "selected"
    if only is not None and only != was_only:
        query.pop("after", None)
        query.pop("before", None)
    path = urlsplit(address).path
    return f"{path}?{query.urlencode()}#{PLACE}" if query else f"{path}#{PLACE}"
