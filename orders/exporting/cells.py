"""The values of a field for a portion of rows: from a column alone where that is enough, else from records."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model

from orders.fields.field import RecordField
from orders.fields.types import Plain, Surroundings

from .quick import QuickRows

SEVERAL = "; "
MOST_KNOWN = 20_000  # short texts
Say = Callable[[Plain], Any]
Cells = Callable[[Sequence[tuple], Sequence[Model]], list]
"""Called with the rows and, if one of the fields needs them, with their records."""


def needs_records(field: RecordField) -> bool:
    return field.stored is None


def cells_of(field: RecordField, quick: QuickRows, around: Surroundings, say: Say) -> Cells:
    """Reads the cells of ``field``, each as ``say`` writes its value."""
    value, stored = value_of(field, around), field.stored
    if stored is None:
        return lambda rows, records: [say(value(record)) for record in records]
    place = quick.place_of(stored.column)
    if stored.is_key:
        return _known(place, lambda row: say(value(quick.record(row))))
    if (plain := stored.plain) is not None:
        return lambda rows, records: [say(plain(row[place])) for row in rows]
    return lambda rows, records: [say(row[place]) for row in rows]


def _known(place: int, read: Callable[[tuple], Any]) -> Cells:
    """For what few rows differ in, such as a stage: said once for each."""
    known: dict[Any, Any] = {}

    def new(row: tuple) -> Any:
        if len(known) >= MOST_KNOWN:
            known.clear()
        said = known[row[place]] = read(row)
        return said

    return lambda rows, records: [known[row[place]] if row[place] in known else new(row) for row in rows]


def value_of(field: RecordField, around: Surroundings) -> Callable[[Any], Plain]:
    """Reads the value of ``field`` from a record; several texts become one."""
    read, plain = field.read, field.type.plain
    if field.type.name in ("several", "points", "tags"):
        return lambda record: SEVERAL.join(map(str, read(record)))
    return lambda record: plain(read(record), around)
