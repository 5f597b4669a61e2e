"""The lists of the three types: which columns they begin with, what they may be sorted by, what a page of rows reads."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from crm_merge.access.models import Scope, User
from crm_merge.access.permissions import scope_of
from crm_merge.ui import paging

from .fields.catalogue import fields_of
from .fields.field import RecordField, Sort
from .fields.rows import reading_page, shape_of
from .kinds import COMPANIES, RecordKind
from .models import Company
from .queries.reading import readable

PER_PAGE = 50


@dataclass(frozen=True)
class RecordList:
    """A list of one kind with the fields that exist now. ``columns`` are those shown, in order."""

    fields: dict[str, RecordField]
    columns: Sequence[RecordField]
    default: str

    def order(self, asked: str) -> "Order":
        """The order really used; a key that is unknown or cannot be sorted by gives the default."""
        field = self.fields.get(asked.removeprefix("-"))
        asked = asked if field and field.sort else self.default
        return Order(asked, self.fields[asked.removeprefix("-")].sort)

    def heads(self, order: "Order", widths: Mapping[str, int]) -> list[dict]:
        """What the head shows of each column; ``widths`` are pixels by key."""
        return [_head(column, order.asked) | {"width": widths.get(column.key)} for column in self.columns]

    def rows(self, records: QuerySet, order: "Order") -> QuerySet:
        """``records`` with all that a page of rows shows and is ordered by; the statements do not depend on the rows."""
        return order.sortable(reading_page(records, self.columns, also=order.columns))

    def shape(self, order: "Order") -> Hashable | None:
        """What tells the statement of :meth:`rows` from those of other lists; none if they take more than one."""
        read = shape_of(self.columns, also=order.columns)
        return read and (read, order.names, (*order.sort.annotations.items(),))


@dataclass(frozen=True)
class Order:
    """``asked`` is the key as the address names it: ``amount``, or ``-amount`` for the largest first."""

    asked: str
    sort: Sort

    @property
    def names(self) -> tuple[str, ...]:
        """What to order by, ties settled by key."""
        sign = "-" if self.asked.startswith("-") else ""
        return tuple(f"{sign}{name}" for name in (*self.sort.names, self.sort.tie))

    @property
    def columns(self) -> list[str]:
        """The columns of the record among ``names``: read even if no column shows them, for the addresses of other pages."""
        return [name for name in self.sort.names if name not in self.sort.annotations]

    def always_has(self, model: type[Model]) -> bool:
        """Whether every record of ``model`` has something to sort by."""
        return not self.sort.annotations and all(paging.is_never_empty(model, name) for name in self.names)

    def sortable(self, records: QuerySet) -> QuerySet:
        """``records`` with what ``names`` names."""
        return records.annotate(**self.sort.annotations)

    def filled(self, *, reader: User) -> Q | None:
        """Which rows have something to sort by: a company the reader may not read has no name."""
        if not self.sort.company or scope_of(reader, COMPANIES.record_type, "read") == Scope.ALL:
            return None
        return Q(company__in=readable(reader, Company).order_by().values("pk"))


def _head(column: RecordField, asked: str) -> dict:
    """What the head of a column shows: the sort key its link asks for and the direction it has now."""
    is_sorted = asked.removeprefix("-") == column.key
    descending = asked.startswith("-")
    first = f"-{column.key}" if column.sort and column.sort.descends else column.key
    turned = column.key if descending else f"-{column.key}"
    return {
        "column": column,
        "next": (turned if is_sorted else first) if column.sort else "",
        "direction": ("descending" if descending else "ascending") if is_sorted else "",
    }


DEFAULT_COLUMNS = {
    "order": ("record", "stage", "company", "amount", "responsible", "created"),
    "contact": ("record", "company", "phone", "email", "responsible", "changed"),
    "company": ("record", "industry", "phone", "email", "responsible", "changed"),
}
DEFAULT_ORDER = {"order": "-created", "contact": "record", "company": "record"}


def list_of(kind: RecordKind, columns: Sequence[str] = ()) -> RecordList:
    """The list of ``kind`` with the given columns; those that do not exist (any more) are left out."""
    fields = fields_of(kind)
    shown = [fields[key] for key in columns if key in fields]
    return RecordList(fields, shown or [fields[key] for key in DEFAULT_COLUMNS[kind.name]], DEFAULT_ORDER[kind.name])
