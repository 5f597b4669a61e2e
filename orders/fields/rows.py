"""A page of rows: reading exactly what the chosen fields show, and writing it as HTML.

Rows are made in Python: rendering a template for each of hundreds of cells would take longer than all the rest.
"""

from collections.abc import Callable, Hashable, Sequence
from html import escape

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from orders.kinds import RecordKind
from orders.models import Record

from .field import RecordField
from .joining import joined
from .types import surroundings

# What every row needs, whatever it shows; the department of its owner decides what may be done with it.
ALWAYS = ("number", "trash_entry", "version", "responsible__department")
ALWAYS_RELATED = ("responsible",)


def reading(records: QuerySet, fields: Sequence[RecordField], *, also: Sequence[str] = ()) -> QuerySet:
    """``records`` with all that ``fields`` show, in a number of statements that does not depend on the rows.

    ``also`` are further columns of the record that are read.
    """
    columns, related = _needed(fields, also)
    return _prefetching(records, fields).select_related(*related).only(*columns)


def reading_page(records: QuerySet, fields: Sequence[RecordField], *, also: Sequence[str] = ()) -> QuerySet:
    """The same for a page of rows that is only shown: stages and people are those of the reference data."""
    columns, related = _needed(fields, also)
    return joined(_prefetching(records, fields), columns=columns, related=related)


def shape_of(fields: Sequence[RecordField], *, also: Sequence[str] = ()) -> Hashable | None:
    """What tells the statement of :func:`reading_page` from others; none if it takes more than one."""
    if any(field.prefetch for field in fields):
        return None
    columns, related = _needed(fields, also)
    return (*columns,), (*related,)


def _needed(fields: Sequence[RecordField], also: Sequence[str]) -> tuple[list[str], list[str]]:
    columns = dict.fromkeys((*ALWAYS, *also, *(name for field in fields for name in field.columns)))
    return list(columns), list(dict.fromkeys((*ALWAYS_RELATED, *(path for field in fields for path in field.related))))


def _prefetching(records: QuerySet, fields: Sequence[RecordField]) -> QuerySet:
    return records.prefetch_related(*(make() for make in dict.fromkeys(make for field in fields for make in field.prefetch)))


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


class Body:
    """The rows of a page for one reader. ``menu(record)`` is the HTML of a row's menu.

    Cells that can be edited in place name their field where ``may_edit(record)`` holds.
    """

    def __init__(
        self,
        fields: Sequence[RecordField],
        kind: RecordKind,
        reader: User,
        *,
        menu: Callable[[Record], str],
        may_edit: Callable[[Record], bool],
    ) -> None:
        self.fields, self.reader = fields, reader
        self.list_url, self.menu, self.may_edit = kind.list_url, menu, may_edit
        self._around, self._select = surroundings(reader), select_name(kind)
        self._columns = [(field, _opening(field), _opening(field, editable=field.is_editable)) for field in fields]

    def html(self, records: Sequence[Record]) -> SafeString:
        """Ready for ``<tbody>``; every checkbox is ticked whose record ``is_chosen``."""
        learn(records, self.fields, self.reader)
        return mark_safe("".join([self._row(record) for record in records]))  # noqa: S308 - values are escaped

    def _row(self, record: Record) -> str:
        if not record.is_live:  # nothing can be done with it from here
            cells = "".join([
                f"{plain}{field.type.html(field.read(record), self._around)}</td>" for field, plain, _editable in self._columns
            ])
            return f'<tr data-row class="is-away"><td class="check"></td>{cells}<td class="row-actions"></td></tr>\n'
        marked, ticked = (' class="is-selected"', " checked") if getattr(record, "is_chosen", False) else ("", "")
        name = escape(self._select % {"number": record.display_number})
        may_edit, around = self.may_edit(record), self._around
        cells = "".join([
            f"{editable if may_edit else plain}{field.type.html(field.read(record), around)}</td>"
            for field, plain, editable in self._columns
        ])
        return (
            f'<tr data-row data-at="{self.list_url}{record.pk}/"{marked}><td class="check">'
            f'<input type="checkbox" class="form-check-input" name="id" value="{record.pk}" data-select aria-label="{name}"'
            f'{ticked}></td>{cells}<td class="row-actions">{self.menu(record)}</td></tr>\n'
        )


def _opening(field: RecordField, *, editable: bool = False) -> str:
    """The start tag of a cell. Its label is shown where a phone has no room for a head."""
    css = f' class="{field.css}"' if field.css else ""
    edited = f' data-field="{escape(field.key)}"' if editable else ""
    return f'<td{css} data-label="{escape(str(field.label))}"{edited}>'
