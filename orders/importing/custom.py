"""Fields that administrators defined, as targets of columns: read by the very types that forms use."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from orders.custom.definitions import definitions
from orders.custom.types import BadValue, Reading, type_of
from orders.custom.values import read
from orders.models import CustomField, Record

from .sentences import say
from .values import Unfit, Writing, read_day, read_number

# How a file writes numbers and days is decided for these types too.
READS = {"integer": "number", "decimal": "number", "money": "number", "day": "day", "instant": "instant"}


class Named(str):
    """The name or number of a person or record, to be looked up when the entries of a batch are planned."""

    __slots__ = ()


def importable(model: type[Model]) -> Iterator[CustomField]:
    """The fields that a column can fill, retired ones too: all but files."""
    if issubclass(model, Record):
        yield from (field for field in definitions(model).values() if type_of(field).can_be_imported)


def read_cell(field: CustomField, cell: str, writing: Writing) -> Any:
    """The stored value that ``cell`` writes. Raises ``Unfit``."""
    reading = Reading(
        number=lambda text: read_number(text, writing),
        day=lambda text: read_day(text, writing),
        person=Named,
        record=lambda record_type, text: Named(text),
    )
    try:
        return read(field, cell, reading)
    except BadValue as error:
        raise Unfit(say(error.text, **error.values)) from error
