"""A page of rows: reading exactly what the chosen fields show, and writing it as HTML.

Rows are made in Python: rendering a template for each of hundreds of cells would take longer than all the rest.
"""

from collections.abc import Sequence
from html import escape

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from orders.kinds import RecordKind
from orders.models import Record

from .field import RecordField
from .types import Surroundings, surroundings

ALWAYS = ("number", "trash_entry", "version")


def reading(records: QuerySet, fields: Sequence[RecordField]) -> QuerySet:
    """``records`` with all that ``fields`` show, in a number of statements that does not depend on the rows."""
    columns = dict.fromkeys((*ALWAYS, *(name for field in fields for name in field.columns)))
    related = dict.fromkeys(path for field in fields for path in field.related)
    prefetches = dict.fromkeys(prefetch for field in fields for prefetch in field.prefetch)
    narrowed = records.select_related(*related).only(*columns) if related else records.only(*columns)
    return narrowed.prefetch_related(*(prefetch() for prefetch in prefetches))


def learn(records: Sequence[Record], fields: Sequence[RecordField], reader: User) -> None:
    """Read at once what values of these rows are called; whoever shows many rows calls it before."""
    for read in dict.fromkeys(field.learn for field in fields if field.learn is not None):
        read(records, reader)


def select_name(kind: RecordKind) -> str:
    """The accessible name of a row's checkbox, with a place for the number."""
    names = {
        "order": _("Select order %(number)s"),
        "contact": _("Select contact %(number)s"),
        "company": _("Select company %(number)s"),
    }
    return names[kind.name]


def body(records: Sequence[Record], fields: Sequence[RecordField], kind: RecordKind, reader: User) -> SafeString:
    """The rows of a page, ready for ``<tbody>``; every checkbox is ticked whose record ``is_chosen``."""
    around, select = surroundings(reader), select_name(kind)
    learn(records, fields, reader)
    return mark_safe("".join([_row(record, fields, around, select) for record in records]))  # noqa: S308 - values are escaped


def _row(record: Record, fields: Sequence[RecordField], around: Surroundings, select: str) -> str:
    chosen = getattr(record, "is_chosen", False)
    marked, ticked = (' class="is-selected"', " checked") if chosen else ("", "")
    cells = "".join([_cell(field, record, around) for field in fields])
    if not record.is_live:  # nothing can be done with it from here
        return f'<tr data-row class="is-away"><td class="check"></td>{cells}</tr>\n'
    name = escape(select % {"number": record.display_number})
    return (
        f'<tr data-row{marked}><td class="check"><input type="checkbox" class="form-check-input" name="id" value="{record.pk}"'
        f' data-select aria-label="{name}"{ticked}></td>{cells}</tr>\n'
    )


def _cell(field: RecordField, record: Record, around: Surroundings) -> str:
    css = f' class="{field.css}"' if field.css else ""
    return f"<td{css}>{field.type.html(field.read(record), around)}</td>"
