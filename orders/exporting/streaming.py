"""The bytes of an export, portion by portion: memory does not grow with the records, nor do statements per portion."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from orders.fields.field import RecordField
from orders.fields.rows import learn, reading
from orders.fields.types import Plain, Surroundings

from .formats import Format, cell_text, value_of
from .quick import QuickRows

PORTION = 1_000
BLOCK = 64 * 1024
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
MOST_ROWS = 1_048_575  # of a sheet, below the head


class Line:
    """A file that only hands on what was written last."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(records: QuerySet, fields: Sequence[RecordField], format_: Format, around: Surroundings) -> Iterator[bytes]:
    """A CSV file, the head at once."""
    line, decimal = Line(), format_.decimal
    writer = csv.writer(line, delimiter=format_.separator)
    writer.writerow([str(field.label) for field in fields])
    yield (BYTE_ORDER_MARK + line.text).encode()
    block, zone = [], timezone.get_current_timezone()
    for values in _rows(records, fields, around):
        writer.writerow([cell_text(value, decimal, zone) for value in values])
        block.append(line.text)
        if len(block) == PORTION:
            yield "".join(block).encode()
            block = []
    yield "".join(block).encode()


def workbook(records: QuerySet, fields: Sequence[RecordField], title: str, around: Surroundings) -> Iterator[bytes]:
    """A workbook, written into a temporary file first: its end has to be known before its beginning."""
    with TemporaryFile() as file:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, str(field.label)) for field in fields])
        for values in _rows(records, fields, around):
            sheet.append([_cell(sheet, value) for value in values])
        book.save(file)
        yield from _blocks(file)


def _rows(records: QuerySet, fields: Sequence[RecordField], around: Surroundings) -> Iterator[list[Plain]]:
    """A transaction of its own, so that the database hands out rows before it has found all of them."""
    readers = [value_of(field, around) for field in fields]
    rows = reading(records, fields)
    rows._iterable_class = QuickRows
    with transaction.atomic():
        stream = rows.iterator(chunk_size=PORTION)
        while portion := list(islice(stream, PORTION)):
            learn(portion, fields, around.reader)
            for record in portion:
                yield [read(record) for read in readers]


def _cell(sheet: Any, value: Plain) -> Any:
    """A typed cell. A text stays a text, whatever it begins with; signs that no workbook can hold are left out."""
    if not isinstance(value, str):
        local = timezone.is_aware(value) if hasattr(value, "utcoffset") else False
        return timezone.make_naive(value) if local else value
    if not value:
        return None
    try:
        cell = WriteOnlyCell(sheet, value)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, "".join(sign for sign in value if sign.isprintable() or sign in "\n\t"))
    cell.data_type = "s"
    return cell


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block
