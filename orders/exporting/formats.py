"""How values are written: CSV for German and English spreadsheets, or a workbook with typed cells."""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.fields.types import Plain

FORMULA = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet would take for a formula, or for the sign that it is none
SUSPECT = frozenset("'=+-@\t\r")


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


def cell_text(value: Plain, decimal: str, zone: tzinfo | None = None) -> str:
    """``value`` as CSV holds it: days and instants as ISO 8601, numbers in digits, texts that no spreadsheet computes.

    ``zone`` is that of the reader.
    """
    if isinstance(value, str):
        return value if value[:1] not in SUSPECT else f"'{value}" if FORMULA.match(value) else value
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
