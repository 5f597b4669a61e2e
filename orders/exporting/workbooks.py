"""A workbook that leaves row by row: openpyxl makes the book, the rows of its sheet are written here.

Its own way to write a long sheet holds every byte back until the last row is known, and takes several times as long.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from orders.fields.types import Plain

SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
LONGEST = 32_767  # characters in a cell
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no workbook can hold
Rows = Iterable[Sequence[Plain]]
TO_ESCAPE = re.compile("[&<>]")


class _Outlet:
    """Takes what the archive writes; it cannot go back, so the archive does not try to."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, block: bytes) -> int:
        self._written.append(bytes(block))
        return len(block)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        written, self._written = b"".join(self._written), []
        return written


def book_of(title: str, heads: Sequence[str], portions: Iterable[Rows]) -> Iterator[bytes]:
    """The bytes of a workbook of one sheet, its beginning at once. Memory holds one portion of rows."""
    outlet, frame = _Outlet(), _Frame(title, heads)
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        for name, content in frame.parts.items():
            archive.writestr(name, content)
        before, end, after = frame.sheet.partition(END)
        with archive.open(SHEET, "w") as part:
            part.write(before)
            yield outlet.taken()
            for block in _blocks(portions, frame):
                part.write(block)
                yield outlet.taken()
            part.write(end + after)
    yield outlet.taken()


class _Frame:
    """Everything but the rows: ``parts`` by name without the ``sheet``, and the ``styles`` of days and instants."""

    def __init__(self, title: str, heads: Sequence[str]) -> None:
        book, made = Workbook(write_only=True), BytesIO()
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        self.styles = {kind: WriteOnlyCell(sheet, kind(2000, 1, 1)).style_id for kind in (date, datetime)}
        sheet.append([_head(sheet, head) for head in heads])
        book.save(made)
        with ZipFile(made) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.sheet = self.parts.pop(SHEET)
        self.letters = [get_column_letter(place) for place in range(1, len(heads) + 1)]


def _head(sheet: Any, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, FORBIDDEN.sub("", words))
    cell.data_type = "s"
    return cell


def _blocks(portions: Iterable[Rows], frame: _Frame) -> Iterator[bytes]:
    cell, numbers = _writer(frame), count(2)
    for rows in portions:
        yield "".join(_row(next(numbers), values, frame.letters, cell) for values in rows).encode()


def _row(number: int, values: Sequence[Plain], letters: Sequence[str], cell: Callable[[str, Plain], str]) -> str:
    filled = (pair for pair in zip(letters, values, strict=True) if pair[1] is not None and pair[1] != "")
    return f'<row r="{number}">{"".join([cell(f"{letter}{number}", value) for letter, value in filled])}</row>'


def _writer(frame: _Frame) -> Callable[[str, Plain], str]:
    """Writes one typed cell. A text stays a text, whatever it begins with; signs that no workbook can hold are left out."""
    day, instant = frame.styles[date], frame.styles[datetime]

    def cell(place: str, value: Plain) -> str:
        if isinstance(value, str):
            text = f'<is><t xml:space="preserve">{_text(value)}</t></is>'
            return f'<c r="{place}" t="inlineStr">{text}</c>'
        if isinstance(value, bool):
            return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
        if isinstance(value, datetime):
            local = timezone.make_naive(value) if timezone.is_aware(value) else value
            return f'<c r="{place}" s="{instant}"><v>{to_excel(local)}</v></c>'
        if isinstance(value, date):
            return f'<c r="{place}" s="{day}"><v>{to_excel(value)}</v></c>'
        return f'<c r="{place}"><v>{value:f}</v></c>' if isinstance(value, Decimal) else f'<c r="{place}"><v>{value}</v></c>'

    return cell


def _text(value: str) -> str:
    value = FORBIDDEN.sub("", value)[:LONGEST]
    return escape(value) if TO_ESCAPE.search(value) else value
