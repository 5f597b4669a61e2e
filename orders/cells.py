"""A row of a list as HTML. A page has hundreds of cells: rendering a template for each would take longer than all the rest.

Every cell escapes what it shows. ``CELLS`` has one function per key of a column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.ui.money import format_money
from crm_merge.ui.templatetags.ui import ago

from .kinds import COMPANIES, RecordKind
from .lists import Column
from .models import Record
from .queries.reading import may_read


@dataclass(frozen=True)
class Surroundings:
    """What is the same for every row of a page."""

    reader: User
    address: str
    companies: str
    select: str
    hidden: str


Cell = Callable[[Record, Surroundings], str]


def surroundings(kind: RecordKind, reader: User) -> Surroundings:
    names = {
        "order": _("Select order %(number)s"),
        "contact": _("Select contact %(number)s"),
        "company": _("Select company %(number)s"),
    }
    return Surroundings(reader, kind.list_url, COMPANIES.list_url, names[kind.name], _("(not visible to you)"))


def row(record: Record, columns: Sequence[Column], around: Surroundings) -> str:
    """The row of ``record``; its checkbox is named after the record and ticked if it ``is_chosen``."""
    chosen = getattr(record, "is_chosen", False)
    marked, ticked = (' class="is-selected"', " checked") if chosen else ("", "")
    name = escape(around.select % {"number": record.display_number})
    cells = "".join([CELLS[column.key](record, around) for column in columns])
    return (
        f'<tr data-row{marked}><td class="check"><input type="checkbox" class="form-check-input" name="id" value="{record.pk}"'
        f' data-select aria-label="{name}"{ticked}></td>{cells}</tr>\n'
    )


def _record(record: Record, around: Surroundings) -> str:
    number, position = record.display_number, getattr(record, "position", "")
    below = f"{number} · {position}" if position else number
    link = f'<a class="list-title" href="{around.address}{record.pk}/">{escape(record.title_text or number)}</a>'
    return f'<td>{link}<div class="list-sub">{escape(below)}</div></td>'


def _stage(record: Record, around: Surroundings) -> str:
    stage = record.stage
    return f'<td><span class="stage stage-{escape(stage.colour)}">{escape(str(stage))}</span></td>'


def _company(record: Record, around: Surroundings) -> str:
    """Of a company the reader may not read, only that there is one."""
    company = record.company
    if company is None:
        return "<td></td>"
    if not may_read(around.reader, company):
        return f'<td><span class="list-sub">{escape(around.hidden)}</span></td>'
    name = escape(company.title_text or company.display_number)
    if not company.is_live:
        return f'<td><span class="list-sub">{name}</span></td>'
    return f'<td><a href="{around.companies}{company.pk}/">{name}</a></td>'


def _amount(record: Record, around: Surroundings) -> str:
    return f'<td class="number">{escape(format_money(record.amount, record.currency))}</td>'


def _industry(record: Record, around: Surroundings) -> str:
    return f"<td>{escape(record.industry)}</td>"


def _point(kind: str) -> Cell:
    def cell(record: Record, around: Surroundings) -> str:
        """The preferred one: ``points`` come in that order."""
        value = next((point.value for point in record.points if point.kind == kind), "")
        return f'<td class="text-nowrap">{escape(value)}</td>'

    return cell


def _responsible(record: Record, around: Surroundings) -> str:
    return f"<td>{escape(str(record.responsible or ''))}</td>"


def _instant(field: str) -> Cell:
    def cell(record: Record, around: Surroundings) -> str:
        return f'<td class="text-nowrap">{ago(getattr(record, field))}</td>'

    return cell


CELLS: dict[str, Cell] = {
    "record": _record,
    "stage": _stage,
    "company": _company,
    "amount": _amount,
    "industry": _industry,
    "phone": _point("phone"),
    "email": _point("email"),
    "responsible": _responsible,
    "created": _instant("created_at"),
    "changed": _instant("updated_at"),
}


def body(records: Sequence[Record], columns: Sequence[Column], kind: RecordKind, reader: User) -> SafeString:
    """The rows of a page, ready for ``<tbody>``."""
    around = surroundings(kind, reader)
    return mark_safe("".join([row(record, columns, around) for record in records]))  # noqa: S308 - every value is escaped
