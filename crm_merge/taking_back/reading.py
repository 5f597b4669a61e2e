"""What an operation wrote, row by row, and what became of it since; one statement per portion of rows."""


from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, Min, Model

from crm_merge.audit.models import ChangeSet
from crm_merge.audit.statements import history_of

from .comparing import statement, touched_statement
from .values import Value

PORTION = 2_000
Span = tuple[int, int, int]
"""Key of a row, its first and its last history row of the operation."""


class Found(NamedTuple):
    """A row that the operation wrote. ``before`` and ``after`` are keys of history rows.

    ``why`` says why the row, or the record that it belongs to, is in the trash. ``written``, ``kept``, ``same`` and ``lost``
    are places in ``values_of``: what the operation wrote, what still holds that, what is as it was before by now, and what
    was a link to something that is gone. ``owner`` is the record a row belongs to, ``owner_place`` its place among the
    parents of the model. ``was_used``: others have worked on the new record, or refer to the new row.
    ``follows``: its total follows from rows by now.
    """

    key: int
    before: int | None
    after: int
    was_made: bool
    was_deleted: bool
    is_there: bool
    why: str | None
    was_put_away: bool
    is_as_put_away: bool
    was_used: bool
    owner_place: int | None
    owner: int | None
    owner_was_made: bool
    follows: bool
    written: list[int]
    kept: list[int]
    same: list[int]
    lost: list[int]


def count_written(model: type[Model], change_set: ChangeSet) -> int:
    """How many rows of ``model`` the operation wrote."""
    return history_of(model).objects.filter(change_set=change_set).order_by().values(model._meta.pk.attname).distinct().count()


def portions(model: type[Model], change_set: ChangeSet) -> Iterator[list[Span]]:
    """The rows that the operation wrote in the order of their keys, one portion in memory at a time."""
    key = model._meta.pk.attname
    rows = history_of(model).objects.filter(change_set=change_set).order_by(key).values(key)
    stream = rows.annotate(first=Min("history_id"), last=Max("history_id")).values_list(key, "first", "last").iterator(PORTION)
    while portion := list(islice(stream, PORTION)):
        yield portion


def touched_since(model: type[Model], change_set: ChangeSet) -> list[Span]:
    """Those of the rows that somebody wrote or worked on since: the only ones that can be a question. At most a portion."""
    with connection.cursor() as cursor:
        cursor.execute(touched_statement(model), {"operation": change_set.pk, "most": PORTION})
        return cursor.fetchall()


def read_portion(model: type[Model], change_set: ChangeSet, spans: Sequence[Span], values: Sequence[Value]) -> list[Found]:
    """Compare ``values`` before, after and now."""
    keys, firsts, lasts = (list(column) for column in zip(*spans, strict=True))
    given = {"keys": keys, "firsts": firsts, "lasts": lasts, "operation": change_set.pk}
    with connection.cursor() as cursor:
        cursor.execute(statement(model, values), given)
        return [Found(*row) for row in cursor.fetchall()]
