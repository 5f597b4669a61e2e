"""How values are written: CSV for German and English spreadsheets, or a workbook with typed cells."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.fields.field import RecordField
from orders.fields.types import Plain, Surroundings

FORMULA = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet would take for a formula, or for the sign that it is none
SUSPECT = frozenset("'=+-@\t\r")
SEVERAL = "; "
MOST_KNOWN = 5_000
T = TypeVar("T")


@dataclass(frozen=True)
class Format:
    """``separator`` and ``decimal`` are for CSV only."""

    key: str
    label: Promise
    suffix: str
    content_type: str
    separator: str = ""
    decimal: str = "."


FORMATS = {
    one.key: one
    for one in (
        Format("csv-semicolon", _("CSV with semicolons and decimal comma (German Excel)"), "csv", "text/csv", ";", ","),
        Format("csv-comma", _("CSV with commas and decimal point"), "csv", "text/csv", ","),
        Format("xlsx", _("Excel workbook (XLSX)"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )
}


def value_of(field: RecordField, around: Surroundings) -> Callable[[Any], Plain]:
    """Reads the value of ``field`` from a record; several texts become one."""
    read, plain = field.read, field.type.plain
    if field.type.name in ("text", "long_text"):
        return lambda record: found if isinstance(found := read(record), str) else plain(found, around)
    if field.type.name in ("several", "points", "tags"):
        return lambda record: SEVERAL.join(map(str, read(record)))
    if _points_to_one(field):
        return _few(read, lambda found: plain(found, around))
    return lambda record: plain(read(record), around)


def text_of(field: RecordField, around: Surroundings, decimal: str, zone: tzinfo | None) -> Callable[[Any], str]:
    """Reads the value of ``field`` from a record as CSV holds it, see :func:`cell_text`."""
    if _points_to_one(field):
        return _few(field.read, lambda found: cell_text(field.type.plain(found, around), decimal, zone))
    value = value_of(field, around)

    def text(record: Any) -> str:
        found = value(record)
        return found if isinstance(found, str) and found[:1] not in SUSPECT else cell_text(found, decimal, zone)

    return text


def _points_to_one(field: RecordField) -> bool:
    """Whether the value is a row; defined fields hold keys."""
    return field.type.name in ("stage", "person", "link") and field.learn is None


def _few(read: Callable[[Any], Any], say: Callable[[Any], T]) -> Callable[[Any], T]:
    """For what many records point to: the words of each are found once."""
    known: dict[Any, T] = {None: say(None)}  # keys are those of the rows pointed to

    def said(record: Any) -> T:
        found = read(record)
        key = None if found is None else found.pk
        if key not in known:
            if len(known) > MOST_KNOWN:
                known.clear()
                known[None] = say(None)
            known[key] = say(found)
        return known[key]

    return said


def cell_text(value: Plain, decimal: str, zone: tzinfo | None = None) -> str:
    """``value`` as CSV holds it: days and instants as ISO 8601, numbers in digits, texts that no spreadsheet computes.

    ``zone`` is that of the reader.
    """
    if isinstance(value, str):
        return f"'{value}" if value[:1] in SUSPECT and FORMULA.match(value) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}".replace(".", decimal) if isinstance(value, Decimal) else str(value)
