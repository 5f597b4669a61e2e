"""Exact values in JSON and back, and journal lines as the changes they stand for.

Django's own encoder cuts microseconds and turns decimals into text that forgets what it was. Here every value that
JSON cannot hold exactly becomes ``{"$": type, "v": text}``; ``decode(encode(value)) == value`` for every field type
of a mergeable model, scale of decimals and microseconds included.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, Model
from django.db.models.fields.files import FieldFile

VERSION = 1  # of what the journal holds; raise it when lines of older merges can no longer be read as they are
MARK = "$"
MICROSECOND = timedelta(microseconds=1)


def _instant(value: datetime) -> str:
    return (value.astimezone(UTC) if value.tzinfo else value).isoformat()


# The order matters: a datetime is a date too.
_TYPES: tuple[tuple[str, type, Callable[[Any], str], Callable[[str], Any]], ...] = (
    ("decimal", Decimal, str, Decimal),
    ("instant", datetime, _instant, datetime.fromisoformat),
    ("date", date, date.isoformat, date.fromisoformat),
    ("time", time, time.isoformat, time.fromisoformat),
    ("duration", timedelta, lambda value: str(value // MICROSECOND), lambda text: int(text) * MICROSECOND),
    ("uuid", UUID, str, UUID),
    ("float", float, repr, float),
    ("bytes", bytes, lambda value: base64.b64encode(value).decode(), base64.b64decode),
)
_DECODERS = {name: decode for name, _type, _encode, decode in _TYPES}


def encode(value: Any) -> Any:
    """``value`` as JSON. Raises ``TypeError`` for a type that could not be read back exactly."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, FieldFile):
        return value.name or ""
    if isinstance(value, memoryview):
        value = bytes(value)
    for name, kind, to_text, _decode in _TYPES:
        if isinstance(value, kind):
            return {MARK: name, "v": to_text(value)}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {MARK: "object", "v": {str(key): encode(item) for key, item in value.items()}}
    raise TypeError(f"The journal has no exact form for {type(value).__name__}. Add one to merging.journal.")


def decode(value: Any) -> Any:
    """The value that ``encode`` was given."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value[MARK] == "object":
        return {key: decode(item) for key, item in value["v"].items()}
    return _DECODERS[value[MARK]](value["v"])


def field_value(record: Model, field: Field) -> Any:
    """The stored value of one field: the key of a relation, the name of a file."""
    return getattr(record, field.attname)


def values_of(record: Model) -> dict[str, Any]:
    """Every column of a row, encoded, by attribute name (P2)."""
    return {field.attname: encode(field_value(record, field)) for field in record._meta.concrete_fields}


def change_from(line: Any):
    """The change that a journal line stands for."""
    from . import row_values, set_fields  # noqa: F401 - every kind has to be known
    from .changes import KINDS

    return KINDS[line.kind].from_line(line)
