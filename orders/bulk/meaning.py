"""Which records are meant: those ticked one by one, or all that fit a filter but the unticked ones.

The answer is that of now, for one person: what cannot be read, or is in the trash, is never meant.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import QueryDict

from crm_merge.access.models import User
from orders.filtering.address import query_of
from orders.filtering.listing import ListFilter
from orders.kinds import kind_named
from orders.matching import filtered
from orders.models.bulk import Meant
from orders.queries.counting import Total, total_of
from orders.queries.reading import readable


class FilterLost(Exception):  # noqa: N818 - says what happened
    """The filter names something that is no longer there, so that it would mean every record."""


def filter_of(found: ListFilter) -> str:
    """The part of a list's address that says which records it shows, the same text for the same question."""
    return query_of(found.written.pairs())


def records_of(meant: Meant, *, user: User) -> QuerySet:
    """The live records meant, in no particular order. Raises ``FilterLost``."""
    one_by_one = readable(user, kind_named(meant.kind).model)
    if meant.filter is None:
        return one_by_one.filter(pk__in=meant.ticked)
    fitting = fitting_filter(meant, user=user)
    if meant.unticked:
        fitting = fitting.exclude(pk__in=meant.unticked)
    if not meant.ticked:
        return fitting
    return one_by_one.filter(Q(pk__in=fitting.order_by().values("pk")) | Q(pk__in=meant.ticked))


def fitting_filter(meant: Meant, *, user: User) -> QuerySet:
    """What fits the filter of ``meant``, ticked or not; nothing when it has none. Raises ``FilterLost``."""
    kind = kind_named(meant.kind)
    if meant.filter is None:
        return kind.model.objects.none()
    found = filtered(kind, QueryDict(meant.filter), user=user)
    if found.problems:
        raise FilterLost
    return found.live


def total(meant: Meant, *, user: User) -> Total:
    """How many are meant; an estimate where counting would take long."""
    if meant.filter is None:
        return Total(len(meant.ticked))
    return total_of(records_of(meant, user=user), reader=user)


def among(meant: Meant, keys: Collection[int], *, user: User, listed: str | None = None) -> set[int]:
    """Those of ``keys`` that are meant. ``listed`` is the filter that all of the keys are known to fit."""
    if meant.filter is None or meant.filter == listed:
        base = set(keys) if meant.filter is not None else set()
    else:
        base = set(fitting_filter(meant, user=user).filter(pk__in=keys).values_list("pk", flat=True))
    return ((base - set(meant.unticked)) | set(meant.ticked)) & set(keys)
