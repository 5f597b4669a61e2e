"""How values are written: CSV for German and English spreadsheets, or a workbook with typed cells."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.fields.field import RecordField
from orders.fields.types import Plain, Surroundings

FORMULA = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet would take for a formula, or for the sign that it is none
SEVERAL = "; "


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

    def value(record: Any) -> Plain:
        found = read(record)
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return SEVERAL.join(found)
        return plain(found, around)

    return value


def cell_text(value: Plain, decimal: str) -> str:
    """``value`` as CSV holds it: days and instants as ISO 8601, numbers in digits, texts that no spreadsheet computes."""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}".replace(".", decimal) if isinstance(value, Decimal) else str(value)
