"""A CSV file as a stream of rows with the line of the file where each begins."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from .encodings import encoding_of
from .sentences import Sentence, Unreadable, say

SEPARATORS = (",", ";", "\t")
LOOKED_AT = 25  # rows that the separator is guessed from
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252", "latin-1": "ISO 8859-1"}
HINT = "sep="  # the first line that some spreadsheets write


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    encoding: str
    separator: str

    @property
    def shown(self) -> str:
        """For people: the encoding and the separator."""
        signs = {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}
        return f"{ENCODINGS.get(self.encoding, self.encoding)}, {signs[self.separator]}"

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Dialect":
        return cls(stored["encoding"], stored["separator"])


@dataclass(frozen=True)
class Row:
    line: int
    cells: list[str]


def dialect_of(path: Path) -> Dialect:
    """Find out encoding and separator. Raises ``Unreadable``."""
    encoding = encoding_of(path)
    return Dialect(encoding, max(SEPARATORS, key=lambda separator: _fits(path, Dialect(encoding, separator))))


def rows_of(path: Path, dialect: Dialect) -> Iterator[Row]:
    """Every row that is not blank, the head first.

    Raises:
        Unreadable: at the line where the file stops being a CSV file.
    """
    with path.open(encoding=dialect.encoding, newline="") as file:
        reader = csv.reader(_lines(file), delimiter=dialect.separator, strict=True)
        while True:
            begins = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise Unreadable(begins, _why(error)) from error
            if any(cells) and not (begins == 1 and _is_hint(cells)):
                yield Row(begins, cells)


def data_rows(path: Path, dialect: Dialect) -> Iterator[Row]:
    """The rows below the head."""
    rows = rows_of(path, dialect)
    next(rows)
    return rows


def _lines(file: Iterator[str]) -> Iterator[str]:
    number = 0
    try:
        for number, line in enumerate(file, 1):
            if "\x00" in line:
                raise Unreadable(number, say(noop("The line holds a NUL byte, so this is no text. Export the data as CSV.")))
            yield line
    except UnicodeError as error:
        raise Unreadable(number + 1, say(noop("The file breaks off in the middle of a character. Export it again."))) from error


def _is_hint(cells: list[str]) -> bool:
    return cells[0].lower().startswith(HINT) and len(cells[0]) <= len(HINT) + 1 and not any(cells[1:])


def _why(error: csv.Error) -> Sentence:
    text = str(error)
    if "unexpected end" in text:
        return say(noop("A quotation mark is opened in this row and never closed."))
    if "expected after" in text:
        return say(noop("Something follows a closing quotation mark. Double the quotation marks that are part of a text."))
    if "field limit" in text:
        return say(noop("A value in this row is longer than 131,072 characters. Most often a quotation mark is not closed."))
    return say(noop("This row is not valid CSV (%(reason)s)."), reason=text)


def _fits(path: Path, dialect: Dialect) -> tuple[int, int]:
    """How well the first rows agree with the head when read with this separator."""
    widths = []
    with suppress(Unreadable):
        for row in islice(rows_of(path, dialect), LOOKED_AT):
            widths.append(len(row.cells))
    if not widths or widths[0] == 1:
        return (0, 0)
    return (sum(width == widths[0] for width in widths), widths[0])
