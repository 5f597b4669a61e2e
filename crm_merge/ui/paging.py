"""Keyset paging: the next page is asked for by the last row's values, never by counting rows.

``(a, id) > (x, y)`` lets PostgreSQL start in the middle of an index of both columns; ``a > x or (a = x and id > y)``
reads every row before. Empty values have no place in such a comparison, so rows with and without a value are two
sections, one after the other, each with a plain order that an index serves in both directions.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.http import HttpRequest

_SALT = "crm_merge.ui.paging"


@dataclass(frozen=True)
class KeysetPage:
    """One page of rows and the addresses of its neighbours (empty when there is none)."""

    items: list
    next_url: str = ""
    previous_url: str = ""

    def __iter__(self):
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class _Beyond(Func):
    """``(a, b) > (x, y)`` of columns followed by values."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **context) -> tuple[str, list]:
        parts = [compiler.compile(part) for part in self.source_expressions]
        names, values = parts[: len(parts) // 2], parts[len(parts) // 2 :]
        sides = [", ".join(sql for sql, _params in side) for side in (names, values)]
        return f"({sides[0]}) {self.extra['sign']} ({sides[1]})", [param for _sql, params in parts for param in params]


@dataclass(frozen=True)
class _Column:
    path: str
    field: Any
    nullable: bool

    def value(self, row: Model) -> str | None:
        value: Any = row
        for part in self.path.split("__"):
            value = getattr(value, part, None)
        value = value.pk if isinstance(value, Model) else value
        return None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


@dataclass(frozen=True)
class _Section:
    """Rows that fit ``condition`` in the order of ``columns``, none of which is empty."""

    condition: Q
    columns: Sequence[_Column]

    def rows(self, queryset: QuerySet, *, down: bool, beyond: list | None) -> QuerySet:
        names = [F(column.path) for column in self.columns]
        rows = queryset.filter(self.condition).order_by(*(name.desc() if down else name.asc() for name in names))
        if beyond is None:
            return rows
        values = [Value(value, output_field=column.field) for column, value in zip(self.columns, beyond, strict=True)]
        return rows.filter(_Beyond(*names, *values, sign="<" if down else ">"))

    def token(self, row: Model) -> str:
        values = [column.value(row) for column in self.columns]
        return signing.Signer(salt=_SALT).sign_object(json.dumps(values))


def paginate(
    queryset: QuerySet,
    order: Sequence[str],
    request: HttpRequest,
    *,
    per_page: int = 50,
    filled: Q | None = None,
    begun: Sequence[Model] | None = None,
) -> KeysetPage:
    """Return the page that ``?after=`` or ``?before=`` of the request names, in one statement; two where sections meet.

    ``order`` names fields and annotations as ``order_by`` does, all up or all down, and must end with a unique one. Rows
    with an empty value come last in either direction; ``filled`` says which rows count as having one, if not all that
    have. A broken cursor gives the first page. A cursor is signed but can be read: what the reader may not see must not
    be ``filled``. ``begun`` are the rows of :func:`opening`, where they have been read already.
    """
    sections = _sections([_column(queryset, name) for name in order], filled)
    at, cursor = _read(request.GET.get("before") or request.GET.get("after"), sections)
    backwards = cursor is not None and "before" in request.GET
    down = order[0].startswith("-") != backwards
    begun = begun if cursor is None else None
    found = _fetch(queryset, sections[at::-1] if backwards else sections[at:], cursor, down=down, most=per_page + 1, begun=begun)
    more, found = len(found) > per_page, found[:per_page]
    if backwards:
        found.reverse()
    return _page(found, request, has_next=backwards or more, has_previous=more if backwards else cursor is not None)


def opening(queryset: QuerySet, order: Sequence[str], *, per_page: int = 50) -> QuerySet:
    """What :func:`paginate` asks first for the first page: rows with a value, and one more than the page shows."""
    first = _sections([_column(queryset, name) for name in order], None)[0]
    return first.rows(queryset, down=order[0].startswith("-"), beyond=None)[: per_page + 1]


def is_never_empty(model: type[Model], name: str) -> bool:
    """Whether every row has a value to be ordered by at ``name``."""
    return not _field(model, name.removeprefix("-"))[1]


def cursor_after(queryset: QuerySet, order: Sequence[str], row: Model) -> str:
    """The value of ``?after=`` with which :func:`paginate` goes on behind ``row``; no value of the order may be empty."""
    return _Section(Q(), [_column(queryset, name) for name in order]).token(row)


Found = list[tuple[_Section, Model]]


def _fetch(
    queryset: QuerySet,
    sections: Sequence[_Section],
    cursor: list | None,
    *,
    down: bool,
    most: int,
    begun: Sequence[Model] | None,
) -> Found:
    """Up to ``most`` rows of the sections one after the other, in the first of them those beyond the cursor."""
    found: Found = []
    for section in sections:
        rows = section.rows(queryset, down=down, beyond=cursor)[: most - len(found)] if begun is None else begun
        found += [(section, row) for row in rows]
        if len(found) == most:
            break
        cursor = begun = None
    return found


def _page(found: Found, request: HttpRequest, *, has_next: bool, has_previous: bool) -> KeysetPage:
    next_url = _url(request, "after", *found[-1]) if found and has_next else ""
    previous_url = _url(request, "before", *found[0]) if found and has_previous else ""
    return KeysetPage([row for _section, row in found], next_url, previous_url)


def _sections(columns: list[_Column], filled: Q | None) -> list[_Section]:
    """All rows, or those with a value in the given order and those without by the last column."""
    optional = [column.path for column in columns if column.nullable]
    if not optional and filled is None:
        return [_Section(Q(), columns)]
    present, missing = Q(), Q()
    for path in optional:
        present &= Q(**{f"{path}__isnull": False})
        missing |= Q(**{f"{path}__isnull": True})
    if filled is not None:
        present, missing = present & filled, missing | ~filled
    return [_Section(present, columns), _Section(missing, columns[-1:])]


def _column(queryset: QuerySet, name: str) -> _Column:
    path = name.removeprefix("-")
    if path in queryset.query.annotations:
        return _Column(path, queryset.query.annotations[path].output_field, nullable=True)
    return _Column(path, *_field(queryset.model, path))


@cache
def _field(model: type[Model], path: str) -> tuple[Any, bool]:
    """The field at the end of ``path``, and whether it can be empty on the way."""
    nullable = False
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        nullable = nullable or field.null
        model = field.related_model or model
    return field, nullable


def _read(token: str | None, sections: list[_Section]) -> tuple[int, list | None]:
    """The section a cursor is in, told by the number of its values, and the values."""
    try:
        values = json.loads(signing.Signer(salt=_SALT).unsign_object(token)) if token else []
        at = [len(section.columns) for section in sections].index(len(values))
        cursor = [column.field.to_python(value) for column, value in zip(sections[at].columns, values, strict=True)]
    except (signing.BadSignature, ValueError, TypeError, ValidationError):
        return 0, None
    return (0, None) if None in cursor else (at, cursor)


def _url(request: HttpRequest, name: str, section: _Section, row: Model) -> str:
    query = request.GET.copy()
    for parameter in ("after", "before"):
        query.pop(parameter, None)
    query[name] = section.token(row)
    return f"{request.path}?{query.urlencode()}"
