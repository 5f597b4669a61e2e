"""Where a chosen value lies on its record: in a column, or under a key inside a JSON column.

A name says which: ``title``, or ``custom.budget`` for the key ``budget`` of the column ``custom``. A key that is not
there reads as None, and writing None takes it out; every other key of the column stays as it is.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL


def is_part(name: str) -> bool:
    return "." in name


def split(name: str) -> tuple[str, str]:
    """Column and key; no key for a value that has the column to itself."""
    column, _dot, key = name.partition(".")
    return column, key


def value_at(record: Model, name: str) -> Any:
    """The stored value: the key of a link, the content of a part."""
    attname, key = _place(type(record), name)
    held = getattr(record, attname)
    return held.get(key) if key else held


@lru_cache(maxsize=1000)
def _place(model: type[Model], name: str) -> tuple[str, str]:
    """Attribute and key. Kept: a comparison of twenty records asks thousands of times."""
    column, key = split(name)
    return model._meta.get_field(column).attname, key


def put(record: Model, name: str, value: Any) -> None:
    """Set the value on ``record``. A JSON column gets a new object: copies of a record share the old one."""
    column, key = split(name)
    attname = record._meta.get_field(column).attname
    if not key:
        setattr(record, attname, value)
        return
    others = {other: held for other, held in getattr(record, attname).items() if other != key}
    setattr(record, attname, others if value is None else {**getattr(record, attname), key: value})


def as_columns(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` by name as values and expressions by column, for one UPDATE."""
    columns: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        column, key = split(name)
        if key:
            parts.setdefault(column, {})[key] = value
        else:
            columns[model._meta.get_field(column).attname] = value
    return columns | {column: _changed(model, column, changed) for column, changed in parts.items()}


def _changed(model: type[Model], column: str, parts: Mapping[str, Any]) -> RawSQL:
    """The column as the database has it at that moment, with these keys set or taken out."""
    field, quote = model._meta.get_field(column), connection.ops.quote_name
    there = f"{quote(model._meta.db_table)}.{quote(field.column)}"
    kept = {key: value for key, value in parts.items() if value is not None}
    gone = [key for key, value in parts.items() if value is None]
    params = [connection.ops.adapt_json_value(kept, None), gone]
    return RawSQL(f"({there} || %s::jsonb) - %s::text[]", params, field)  # noqa: S611
