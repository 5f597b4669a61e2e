"""The bytes of an export, portion by portion: memory does not grow with the records, nor do statements per portion."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders.fields.field import RecordField
from orders.fields.rows import learn, reading
from orders.fields.types import Surroundings

from .cells import Say, cells_of, needs_records
from .formats import Format, cell_text
from .quick import QuickRows
from .workbooks import book_of

PORTION = 1_000
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
MOST_ROWS = 1_048_575  # of a sheet, below the head


def csv_lines(records: QuerySet, fields: Sequence[RecordField], format_: Format, around: Surroundings) -> Iterator[bytes]:
    """A CSV file, the head at once."""
    yield _lines(format_, [[str(field.label) for field in fields]], before=BYTE_ORDER_MARK)
    decimal, zone = format_.decimal, timezone.get_current_timezone()
    for portion in _portions(records, fields, around, lambda value: cell_text(value, decimal, zone)):
        yield _lines(format_, portion)


def _lines(format_: Format, rows: Iterable[Sequence[str]], before: str = "") -> bytes:
    block = StringIO(newline="")
    csv.writer(block, delimiter=format_.separator).writerows(rows)
    return (before + block.getvalue()).encode()


def workbook(records: QuerySet, fields: Sequence[RecordField], title: str, around: Surroundings) -> Iterator[bytes]:
    """A workbook, its beginning at once."""
    portions = _portions(records, fields, around, lambda value: value)
    return book_of(title, [str(field.label) for field in fields], portions)


def _portions(
    records: QuerySet, fields: Sequence[RecordField], around: Surroundings, say: Say
) -> Iterator[Iterable[Sequence[Any]]]:
    """Rows of cells, a portion at a time.

    A transaction of its own, so that the database hands out rows before it has found all of them.
    """
    with transaction.atomic():
        quick = QuickRows(reading(records, fields), PORTION)
        columns = [cells_of(field, quick, around, say) for field in fields]
        whole = any(map(needs_records, fields))
        while rows := list(islice(quick.rows, PORTION)):
            made = quick.records(rows) if whole else []
            learn(made, fields, around.reader)
            yield zip(*(cells(rows, made) for cells in columns), strict=True)
