"""Cells as values: numbers, shares, days, yes and no, in the way of writing that was found out or chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop as noop

from crm_merge.ui.folding import fold
from orders.currencies import CODES

from .sentences import Sentence, say

SPACES = re.compile(r"(?<=[0-9])[ '’\u00a0\u202f](?=[0-9]{3}(?![0-9]))")
TIME = r"(?:[ T][0-9]{1,2}:[0-9:.,+ZAPM -]*)?"  # a field that holds a day leaves it out, and the check says so
ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){TIME}")
DAY_OR_MONTH = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}){TIME}")
OWN_NUMBER = re.compile(r"(?:[A-Za-z]{1,3}-)?([0-9]{1,18})")
SEVERAL = re.compile(r";\s+|\n")
PROTECTED = re.compile(r"'+[=+\-@\t\r]")
YES = {"1", "yes", "true", "y", "x", "ja", "wahr", "j", "t", "-1"}
NO = {"0", "no", "false", "n", "", "nein", "falsch", "f"}


class Unfit(ValueError):  # noqa: N818 - says what the cell is
    """A cell that does not hold what its column is mapped to."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Writing:
    """How the file writes what can be written in several ways."""

    decimal: str = "."
    month_first: bool = False
    discount_is_share: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Writing":
        """From the decided options of a mapping."""
        decimal = "," if options.get("decimal") == "comma" else "."
        return cls(decimal, options.get("dates") == "mdy", options.get("discount") == "share")


@cache
def _number(decimal: str) -> re.Pattern[str]:
    """A number with or without groups of thousands, which have to be groups of three."""
    point, group = re.escape(decimal), re.escape("," if decimal == "." else ".")
    plain = rf"[+-]?(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)"
    return re.compile(rf"{plain}|[+-]?[0-9]{{1,3}}(?:{group}[0-9]{{3}})+(?:{point}[0-9]+)?")


def read_number(cell: str, writing: Writing) -> Decimal:
    """An exact decimal."""
    text = SPACES.sub("", cell.strip())
    if not _number(writing.decimal).fullmatch(text):
        raise Unfit(say(noop("“%(value)s” is not a number."), value=cell))
    group = "," if writing.decimal == "." else "."
    return Decimal(text.replace(group, "").replace(writing.decimal, "."))


def read_percent(cell: str, writing: Writing) -> Decimal:
    return read_number(cell.strip().removesuffix("%"), writing)


def read_discount(cell: str, writing: Writing) -> Decimal:
    """Percent, whichever way the column writes it; a percent sign in the cell settles it."""
    number = read_percent(cell, writing)
    return number * 100 if writing.discount_is_share and "%" not in cell else number


def read_day(cell: str, writing: Writing) -> date:
    text = cell.strip()
    if found := ISO.fullmatch(text):
        year, month, day = found[1], found[3], found[4]
    elif found := DAY_OR_MONTH.fullmatch(text):
        month_first = writing.month_first and found[2] != "."
        month, day = (found[1], found[3]) if month_first else (found[3], found[1])
        year = found[4]
    else:
        raise Unfit(say(noop("“%(value)s” is not a date. Write it as 1996-07-04 or 04.07.1996."), value=cell))
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise Unfit(say(noop("“%(value)s” is not a day of the calendar."), value=cell)) from error


def read_truth(cell: str, writing: Writing) -> bool:
    word = fold(cell)
    if word not in YES | NO:
        raise Unfit(say(noop("“%(value)s” is neither yes nor no."), value=cell))
    return word in YES


def read_falsehood(cell: str, writing: Writing) -> bool:
    """Yes for no: a column “discontinued” says when a product is not active."""
    return not read_truth(cell, writing)


def read_text(cell: str, writing: Writing) -> str:
    """As it is: characters that a spreadsheet would take for a formula are data. Line ends become one kind.

    The apostrophe by which exports keep such a text from being computed is no part of it.
    """
    text = cell[1:] if PROTECTED.match(cell) else cell
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_several(cell: str, writing: Writing) -> tuple[str, ...]:
    """Several texts in one cell, as exports write them: ``0221 1; 0221 2``, or one a line."""
    parts = SEVERAL.split(read_text(cell, writing))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def read_own_number(cell: str, writing: Writing) -> int:
    """The number of a record in this CRM, with or without its letter: ``A-1042``."""
    found = OWN_NUMBER.fullmatch(read_text(cell, writing))
    if not found:
        raise Unfit(say(noop("“%(value)s” is no number of a record, such as A-1042."), value=cell))
    return int(found[1])


def read_currency(cell: str, writing: Writing) -> str:
    code = cell.strip().upper()
    if code not in CODES:
        raise Unfit(say(noop("“%(value)s” is no currency code such as EUR or USD."), value=cell))
    return code


READERS = {
    "text": read_text,
    "several": read_several,
    "own_number": read_own_number,
    "currency": read_currency,
    "number": read_number,
    "percent": read_percent,
    "discount": read_discount,
    "day": read_day,
    "truth": read_truth,
    "falsehood": read_falsehood,
}
