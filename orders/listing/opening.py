"""The first page of a list that is narrowed by words alone, or not at all: its statement is prepared once for each shape.

Conditions on fields have as many shapes as there are questions; they are put together anew, as are later pages.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from crm_merge.access.reach import Reach, reach_of
from crm_merge.database.prepared import prepared
from crm_merge.ui import paging
from orders.filtering.listing import ListFilter
from orders.kinds import KINDS
from orders.lists import Order, RecordList
from orders.models import Record
from orders.queries.counting import counted_along
from orders.queries.reading import readable
from orders.queries.search import among, finds_at_once, text_query


@dataclass(frozen=True)
class _Page:
    """What shapes a page of rows: two with the same ``key`` add the same ``rows`` to a queryset."""

    key: Hashable
    rows: Callable[[QuerySet], QuerySet] = field(compare=False)


def can_be_prepared(chosen: ListFilter, listing: RecordList, order: Order) -> bool:
    """Whether :func:`opening` knows the list that ``chosen`` asks for."""
    if listing.shape(order) is None or chosen.asked.fields or chosen.searches_trash or order.filled(reader=chosen.user):
        return False
    return not chosen.text or finds_at_once(chosen.kind, chosen.text, user=chosen.user)


def opening(chosen: ListFilter, listing: RecordList, order: Order, *, per_page: int, counted: bool) -> list[Record]:
    """The rows of ``paging.opening``. Those that are ``counted`` come as from ``counting.counted_along``."""
    page = _Page(
        (listing.shape(order), per_page),
        lambda records: paging.opening(listing.rows(records, order), order.names, per_page=per_page),
    )
    reach, who = reach_of(chosen.user)
    words = text_query(chosen.kind, chosen.text) if chosen.text else ""
    shape = {"is_searched": bool(chosen.text), "has_homes": bool(chosen.homes), "is_counted": counted}
    return _opening(words, list(chosen.homes), *who, kind=chosen.kind.name, page=page, reach=reach, **shape)


@prepared
def _opening(
    words: str,
    homes: Sequence[int],
    person: int,
    department: int,
    departments: Sequence[int],
    *,
    kind: str,
    page: _Page,
    reach: Reach,
    is_searched: bool,
    has_homes: bool,
    is_counted: bool,
) -> QuerySet:
    records = readable(reach.person((person, department, departments)), KINDS[kind].model)
    if is_searched:
        records = records.filter(among(words, homes if has_homes else ()))
    return page.rows(counted_along(records) if is_counted else records)
