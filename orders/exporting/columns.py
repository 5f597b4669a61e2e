"""Which fields an export has, and under which heads."""

from collections.abc import Sequence

from orders.fields.catalogue import fields_of
from orders.fields.field import RecordField
from orders.kinds import RecordKind
from orders.lists import list_of

# A cell of the list that holds the record as a whole becomes what it consists of.
WHOLE = {
    "order": ("number", "title"),
    "contact": ("number", "first_name", "last_name"),
    "company": ("number", "name", "legal_form"),
}
SHOWN, ALL = "shown", "all"


def columns_of(kind: RecordKind, which: str, asked: Sequence[str] = ()) -> list[RecordField]:
    """The columns of the list (``asked`` names them, if the address does), or all fields of the kind."""
    fields = fields_of(kind)
    shown = list(fields.values()) if which == ALL else list_of(kind, asked).columns
    keys = dict.fromkeys(key for field in shown for key in _parts(kind, field))
    return [fields[key] for key in keys if key in fields]


def _parts(kind: RecordKind, field: RecordField) -> Sequence[str]:
    """An amount never goes without its currency."""
    if field.key == "record":
        return WHOLE[kind.name]
    return (field.key, "currency") if field.key == "amount" else (field.key,)
