"""Querysets that are turned into SQL once: making the SQL takes Django longer than PostgreSQL takes to answer it."""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql import Query

# Stand for keys while the SQL is made; they fit into every column that holds keys.
STAND_INS = range(2_113_000_001, 2_113_000_101)
MOST_SHAPES = 500  # of one queryset: people may choose the columns of a list, in any order
Key = int | str | Sequence[int]


class Prepared:
    """A queryset asked again and again with other keys: ``prepared(build)(7)`` are the rows of ``build(7)`` as a list.

    ``build`` takes keys by position, integers, lists of them (for the lookup ``among``) or texts, and whatever changes the
    statement itself by keyword, hashable. It is called once for each set of keywords, with stand-ins for the keys:
    it may use them as values only, and nothing else that changes. No clock, no language, no rights of a reader that
    are not among its arguments.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._made: dict[Hashable, _Made] = {}
        update_wrapper(self, build)

    def __call__(self, *keys: Key, **shape: Hashable) -> list[Any]:
        name = (*map(_type, keys), *shape.items())
        made = self._made.get(name)
        if made is None:
            made = self._make(name, [_stand_in(one, key) for one, key in zip(STAND_INS, keys, strict=False)], shape)
        return made.rows(keys)

    def _make(self, name: Hashable, stand_ins: list[Key], shape: dict[str, Hashable]) -> "_Made":
        if len(self._made) >= MOST_SHAPES:
            self._made = {}
        made = self._made[name] = _Made(self.build(*stand_ins, **shape), stand_ins)
        return made

    def first(self, *keys: Key, **shape: Hashable) -> Any:
        """The first row, None without one."""
        return next(iter(self(*keys, **shape)), None)


def prepared(build: Callable[..., QuerySet]) -> Prepared:
    """Decorator, see :class:`Prepared`."""
    return Prepared(build)


def _type(key: Key) -> type:
    return int if isinstance(key, int) else str if isinstance(key, str) else list


def _stand_in(number: int, key: Key) -> Key:
    return {int: number, str: f"'{number}'", list: [number]}[_type(key)]


@dataclass(frozen=True)
class _Asked:
    """What Django's iterables want to know of a queryset. A copy of the queryset itself would run it."""

    model: type[Model]
    db: str
    query: Query
    _fields: tuple[str, ...] | None
    _known_related_objects: dict


class _Made:
    """The SQL of a queryset, with what turns its rows into objects."""

    def __init__(self, queryset: QuerySet, stand_ins: list[Key]) -> None:
        if queryset._prefetch_related_lookups or queryset._known_related_objects:
            raise TypeError("A prepared queryset is asked in one statement and starts from keys, not from objects.")
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(queryset.db)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""
            return
        converters = self.compiler.get_converters([expression for expression, *_named in self.compiler.select])
        self.compiler.get_converters = lambda _expressions: converters
        held = [(place, one) for place, one in enumerate(self.params) if isinstance(one, int | str | list) and one in stand_ins]
        self.places = [(place, stand_ins.index(one), type(one)) for place, one in held]

    def rows(self, keys: Sequence[Key]) -> list[Any]:
        if not self.sql:
            return []
        params = list(self.params)
        for place, number, as_type in self.places:
            params[place] = as_type(keys[number])
        compiler, query, rows = copy(self.compiler), copy(self.queryset.query), self.queryset
        compiler.connection = connections[rows.db]
        compiler.as_sql = lambda *_args, **_options: (self.sql, tuple(params))
        query.get_compiler = lambda *_args, **_options: compiler
        return list(rows._iterable_class(_Asked(rows.model, rows.db, query, rows._fields, {})))
