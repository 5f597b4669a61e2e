"""Rows with what they point to: joined by the statement, or taken from the reference data, where it is known already.

A list names a stage and two people per row, out of a few dozen: reading and making them anew for every row costs more than
the rows themselves.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

from crm_merge.access.models import User
from orders.models import Stage
from orders.reference import people_by_key, stages_by_key

KNOWN: dict[type[Model], Callable[[], Mapping[int, Model]]] = {Stage: stages_by_key, User: people_by_key}


def joined(records: QuerySet, *, columns: Iterable[str], related: Iterable[str]) -> QuerySet:
    """``records`` with the ``columns`` (paths for ``only``) of themselves and of all that ``related`` names.

    Stages and people are those of the reference data: shared with other requests, not to be changed.
    """
    known = tuple(path for path in related if _target(records.model, path) in KNOWN)
    needed = dict.fromkeys(next((path for path in known if column.startswith(f"{path}__")), column) for column in columns)
    tables = list(filter(None, (path.rpartition("__")[0] if path in known else path for path in related)))
    rows = (records.select_related(*tables) if tables else records).only(*needed)
    rows._iterable_class = _taking(records.model, known)
    return rows


def _target(model: type[Model], path: str) -> type[Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


@cache
def _taking(model: type[Model], paths: Sequence[str]) -> type[ModelIterable]:
    """How rows of ``model`` are made. What the reference data does not know (yet) is read when it is asked for."""
    ways = [(path.split("__")[:-1], path.split("__")[-1], KNOWN[_target(model, path)]) for path in paths]

    class Rows(ModelIterable):
        def __iter__(self) -> Iterator[Model]:
            places = [(way, name, f"{name}_id", known()) for way, name, known in ways]
            for row in super().__iter__():
                for way, name, key, known in places:
                    owner = row
                    for step in way:
                        owner = owner and getattr(owner, step)
                    found = owner and known.get(getattr(owner, key))
                    if found:
                        owner._state.fields_cache[name] = found
                yield row

    return Rows
