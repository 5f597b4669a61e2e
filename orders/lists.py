"""The lists of the three types: columns, allowed sort keys, what a page of rows reads."""

from dataclasses import dataclass

from django.db.models import Case, F, Prefetch, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted

from .kinds import RecordKind
from .models import Company, ContactPoint

PER_PAGE = 50
NAME_OF_COMPANY = "company_name"


@dataclass(frozen=True)
class Column:
    """``key`` names the partial template ``orders/cells/_<key>.html``; ``sort`` the fields behind the head's link."""

    key: str
    label: Promise
    sort: tuple[str, ...] = ()
    css: str = ""
    descends: bool = False


@dataclass(frozen=True)
class RecordList:
    columns: tuple[Column, ...]
    default: str
    related: tuple[str, ...]

    def order(self, asked: str) -> tuple[str, tuple[str, ...]]:
        """The sort key really used and the fields to order by, ties settled by key. Unknown keys give the default."""
        known = {column.key: column.sort for column in self.columns if column.sort}
        name = asked.removeprefix("-")
        asked = asked if name in known else self.default
        down = asked.startswith("-")
        fields = tuple(f"-{field}" if down else field for field in known[asked.removeprefix("-")])
        return asked, (*fields, "-pk" if down else "pk")

    def heads(self, sort: str) -> list[dict]:
        return [_head(column, sort) for column in self.columns]

    def sortable(self, records: QuerySet, order: tuple[str, ...], *, reader: User) -> QuerySet:
        """``records`` with what ``order`` names. A company the reader may not read has no name to sort by."""
        if not {NAME_OF_COMPANY, f"-{NAME_OF_COMPANY}"} & set(order):
            return records
        seen = permitted(Company.objects.order_by(), user=reader).values("pk")
        return records.annotate(**{NAME_OF_COMPANY: Case(When(company__in=seen, then=F("company__sort_key")))})

    def rows(self, records: QuerySet) -> QuerySet:
        """``records`` with all that a page of rows shows, in a number of statements that does not depend on the rows."""
        points = Prefetch("contactpoint_set", ContactPoint.objects.order_by("-is_primary", "id"), to_attr="points")
        prefetched = records.select_related(*self.related)
        return prefetched if records.model._meta.model_name == "order" else prefetched.prefetch_related(points)


def _head(column: Column, sort: str) -> dict:
    """What the head of a column shows: the sort key its link asks for and the direction it has now."""
    is_sorted = sort.removeprefix("-") == column.key
    descending = sort.startswith("-")
    first = f"-{column.key}" if column.descends else column.key
    turned = column.key if descending else f"-{column.key}"
    return {
        "column": column,
        "next": (turned if is_sorted else first) if column.sort else "",
        "direction": ("descending" if descending else "ascending") if is_sorted else "",
    }


CREATED = Column("created", _("Created"), ("created_at",), descends=True)
CHANGED = Column("changed", _("Changed"), ("updated_at",), descends=True)
PERSON = Column("responsible", _("Responsible person"), ("responsible__username",))

LISTS = {
    "order": RecordList(
        (
            Column("record", _("Order"), ("number",), descends=True),
            Column("stage", _("Stage"), ("stage__position",)),
            Column("company", _("Company"), (NAME_OF_COMPANY,)),
            Column("amount", _("Amount"), ("currency", "amount"), "number", descends=True),
            PERSON,
            CREATED,
        ),
        "-created",
        ("stage", "company__responsible", "responsible"),
    ),
    "contact": RecordList(
        (
            Column("record", _("Contact"), ("sort_key",)),
            Column("company", _("Company"), (NAME_OF_COMPANY,)),
            Column("phone", _("Phone")),
            Column("email", _("E-mail")),
            PERSON,
            CHANGED,
        ),
        "record",
        ("company__responsible", "responsible"),
    ),
    "company": RecordList(
        (
            Column("record", _("Company"), ("sort_key",)),
            Column("industry", _("Industry"), ("industry",)),
            Column("phone", _("Phone")),
            Column("email", _("E-mail")),
            PERSON,
            CHANGED,
        ),
        "record",
        ("responsible",),
    ),
}


def list_of(kind: RecordKind) -> RecordList:
    return LISTS[kind.name]
