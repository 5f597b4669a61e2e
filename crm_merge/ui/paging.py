"""Keyset paging: the next page is asked for by the last row's values, never by counting rows.

The redundant bound (``a <= x`` beside ``a < x or (a = x and id < y)``) is what lets PostgreSQL start in the middle of the
index; without it a deep page reads everything before it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
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


@dataclass(frozen=True)
class _Column:
    path: str
    field: Any
    descending: bool
    nullable: bool
    reverse: bool = False

    def ordering(self):
        """Empty values come last; columns without them are ordered plainly, so that indexes match."""
        down = self.descending != self.reverse
        nulls = {("nulls_first" if self.reverse else "nulls_last"): True} if self.nullable else {}
        return F(self.path).desc(**nulls) if down else F(self.path).asc(**nulls)

    def equal(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, inclusive: bool = False) -> Q | None:
        """Rows after ``value`` in this column, None when there can be none."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if self.reverse else None
        lookup = ("lt" if self.descending != self.reverse else "gt") + ("e" if inclusive else "")
        after = Q(**{f"{self.path}__{lookup}": value})
        return after | Q(**{f"{self.path}__isnull": True}) if self.nullable and not self.reverse else after


def paginate(queryset: QuerySet, order: Sequence[str], request: HttpRequest, *, per_page: int = 50) -> KeysetPage:
    """Return the page that ``?after=`` or ``?before=`` of the request names, in one statement.

    ``order`` names fields and annotations as ``order_by`` does and must end with a unique one; empty values come last
    in either direction. A broken cursor gives the first page. A cursor is signed but can be read: never order by what
    the reader may not see.
    """
    columns = [_column(queryset, name) for name in order]
    cursor = _read(request.GET.get("before") or request.GET.get("after"), columns)
    backwards = cursor is not None and "before" in request.GET
    directed = [replace(column, reverse=backwards) for column in columns]
    rows = queryset.order_by(*(column.ordering() for column in directed))
    if cursor is not None:
        rows = rows.filter(_beyond(directed, cursor))
    items = list(rows[: per_page + 1])
    more, items = len(items) > per_page, items[:per_page]
    if backwards:
        items.reverse()
    return _page(items, columns, request, has_next=backwards or more, has_previous=more if backwards else cursor is not None)


def _page(items: list, columns: list[_Column], request: HttpRequest, *, has_next: bool, has_previous: bool) -> KeysetPage:
    next_url = _url(request, "after", items[-1], columns) if items and has_next else ""
    previous_url = _url(request, "before", items[0], columns) if items and has_previous else ""
    return KeysetPage(items, next_url, previous_url)


def _column(queryset: QuerySet, name: str) -> _Column:
    path = name.removeprefix("-")
    if path in queryset.query.annotations:
        return _Column(path, queryset.query.annotations[path].output_field, name.startswith("-"), nullable=True)
    field, nullable = _field(queryset.model, path)
    return _Column(path, field, name.startswith("-"), nullable)


def _field(model: type[Model], path: str) -> tuple[Any, bool]:
    """The field at the end of ``path``, and whether it can be empty on the way."""
    nullable = False
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        nullable = nullable or field.null
        model = field.related_model or model
    return field, nullable


def _beyond(columns: list[_Column], cursor: list) -> Q:
    condition, equal = Q(pk__in=[]), Q()  # nothing, until a column adds to it
    for column, value in zip(columns, cursor, strict=True):
        step = column.beyond(value)
        if step is not None:
            condition |= equal & step
        equal &= column.equal(value)
    bound = columns[0].beyond(cursor[0], inclusive=True)
    return condition & bound if bound is not None and cursor[0] is not None else condition


def _read(token: str | None, columns: list[_Column]) -> list | None:
    if not token:
        return None
    try:
        values = json.loads(signing.Signer(salt=_SALT).unsign_object(token)) if token else None
        return [column.field.to_python(value) for column, value in zip(columns, values, strict=True)]
    except (signing.BadSignature, ValueError, TypeError, ValidationError):
        return None


def _url(request: HttpRequest, name: str, row: Model, columns: list[_Column]) -> str:
    values = [_value(row, column) for column in columns]
    query = request.GET.copy()
    for parameter in ("after", "before"):
        query.pop(parameter, None)
    query[name] = signing.Signer(salt=_SALT).sign_object(json.dumps(values))
    return f"{request.path}?{query.urlencode()}"


def _value(row: Model, column: _Column) -> str | None:
    value: Any = row
    for part in column.path.split("__"):
        value = getattr(value, part, None)
    value = value.pk if isinstance(value, Model) else value
    return None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
