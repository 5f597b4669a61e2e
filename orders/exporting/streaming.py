"""The bytes of an export, portion by portion: memory does not grow with the records, nor do statements per portion."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders.fields.field import RecordField
from orders.fields.rows import learn, reading
from orders.fields.types import Surroundings
from orders.models import Record

from .formats import Format, text_of, value_of
from .quick import QuickRows
from .workbooks import book_of

PORTION = 1_000
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
MOST_ROWS = 1_048_575  # of a sheet, below the head


class Line:
    """A file that only hands on what was written last."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(records: QuerySet, fields: Sequence[RecordField], format_: Format, around: Surroundings) -> Iterator[bytes]:
    """A CSV file, the head at once."""
    line = Line()
    writer = csv.writer(line, delimiter=format_.separator)
    writer.writerow([str(field.label) for field in fields])
    yield (BYTE_ORDER_MARK + line.text).encode()
    block, zone = [], timezone.get_current_timezone()
    cells = [text_of(field, around, format_.decimal, zone) for field in fields]
    for record in _records(records, fields, around):
        writer.writerow([cell(record) for cell in cells])
        block.append(line.text)
        if len(block) == PORTION:
            yield "".join(block).encode()
            block = []
    yield "".join(block).encode()


def workbook(records: QuerySet, fields: Sequence[RecordField], title: str, around: Surroundings) -> Iterator[bytes]:
    """A workbook, its beginning at once."""
    cells = [value_of(field, around) for field in fields]
    rows = ([cell(record) for cell in cells] for record in _records(records, fields, around))
    return book_of(title, [str(field.label) for field in fields], rows)


def _records(records: QuerySet, fields: Sequence[RecordField], around: Surroundings) -> Iterator[Record]:
    """A transaction of its own, so that the database hands out rows before it has found all of them."""
    rows = reading(records, fields)
    rows._iterable_class = QuickRows
    with transaction.atomic():
        stream = rows.iterator(chunk_size=PORTION)
        if not any(field.learn for field in fields):
            yield from stream  # each is forgotten before the next one is made, which spares the garbage collector
            return
        while portion := list(islice(stream, PORTION)):
            learn(portion, fields, around.reader)
            yield from portion
