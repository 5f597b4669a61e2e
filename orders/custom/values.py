"""The values of one field on a record, one or several of them. An empty value is a missing key, never ``null``."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from orders.models.custom_fields import CustomField

from .definitions import definitions
from .types import Names, Reading, Stored, type_of

Custom = Mapping[str, Any]  # the column of a record
SEPARATORS = "[;\n]"


def is_list(field: CustomField) -> bool:
    """Whether the field holds several values."""
    return field.multiple or type_of(field).is_always_multiple


def single(field: CustomField, value: Stored) -> list[Stored]:
    """The values one by one; none when there is none."""
    return [] if value is None else value if is_list(field) else [value]


def several(field: CustomField, values: Iterable[Stored]) -> Stored:
    """The values as stored together: each once, whatever its spelling, in order. None when there are none."""
    found: dict[Hashable, Stored] = {}
    for value in values:
        found.setdefault(type_of(field).compared(value), value)
    kept = list(found.values())
    return kept or None if is_list(field) else next(iter(kept), None)


def with_value(custom: Custom, key: str, value: Stored) -> dict[str, Any]:
    """The column with the value of one field changed; None takes it out. Every other key stays as it is."""
    others = {name: held for name, held in custom.items() if name != key}
    return others if value is None else {**custom, key: value}


def show(field: CustomField, value: Stored, names: Names) -> str:
    """The value of the field as a person reads it; empty for nothing."""
    return ", ".join(type_of(field).show(one, field, names) for one in single(field, value))


def compared(field: CustomField, value: Stored) -> Hashable:
    """What makes two values of the field the same; the order of several makes no difference."""
    parts = [type_of(field).compared(one) for one in single(field, value)]
    return frozenset(parts) if is_list(field) else next(iter(parts), None)


def read(field: CustomField, text: str, reading: Reading, separators: str = SEPARATORS) -> Stored:
    """The value that ``text`` writes, several separated by semicolons or in lines of their own. Raises ``BadValue``."""
    parts = re.split(separators, text) if is_list(field) else [text]
    return several(field, [type_of(field).read(part.strip(), field, reading) for part in parts if part.strip()])


def write(field: CustomField, value: Stored, separator: str = "; ") -> str:
    """Text that ``read`` turns into the same value."""
    return separator.join(type_of(field).write(one, field) for one in single(field, value))


def held_by(record: Model) -> Iterator[tuple[CustomField, Stored]]:
    """The defined fields that have a value on ``record``, in order, retired ones too."""
    if record.custom:
        for key, field in definitions(type(record)).items():
            if key in record.custom:
                yield field, record.custom[key]


def search_words(record: Model) -> list[str]:
    """What the record is found by besides its own words. Retired fields count: their values are still on the record."""
    return [words for field, value in held_by(record) for one in single(field, value) if (words := type_of(field).words(one))]
