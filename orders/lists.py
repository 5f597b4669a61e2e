"""The lists of the three types: columns, allowed sort keys, what a page of rows reads."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import Scope, User
from crm_merge.access.permissions import scope_of

from .kinds import COMPANIES, RecordKind
from .models import Company, ContactPoint
from .queries.reading import readable

PER_PAGE = 50
# What lies in the search entry, under the name it is sorted by. The key there, too: an index holds both.
NAME_OF_COMPANY, NAME_OF_OWNER, PLACE_OF_STAGE, ENTRY = "company_name", "owner_name", "stage_place", "entry_key"
IN_ENTRY = {
    NAME_OF_COMPANY: F("search_entry__company_key"),
    NAME_OF_OWNER: F("search_entry__owner_key"),
    PLACE_OF_STAGE: F("search_entry__stage_place"),
    ENTRY: F("search_entry__pk"),
}


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
    shown: tuple[str, ...]

    def order(self, asked: str) -> tuple[str, tuple[str, ...]]:
        """The sort key really used and the fields to order by, ties settled by key. Unknown keys give the default."""
        known = {column.key: column.sort for column in self.columns if column.sort}
        asked = asked if asked.removeprefix("-") in known else self.default
        names = known[asked.removeprefix("-")]
        fields = (*names, ENTRY if names[0] in IN_ENTRY else "pk")
        return asked, tuple(f"-{field}" for field in fields) if asked.startswith("-") else fields

    def heads(self, sort: str) -> list[dict]:
        return [_head(column, sort) for column in self.columns]

    def sortable(self, records: QuerySet, order: tuple[str, ...]) -> QuerySet:
        """``records`` with what ``order`` names."""
        names = {name.removeprefix("-") for name in order}
        return records.annotate(**{name: found for name, found in IN_ENTRY.items() if name in names})

    def filled(self, order: tuple[str, ...], *, reader: User) -> Q | None:
        """Which rows have something to sort by: a company the reader may not read has no name."""
        by_company = NAME_OF_COMPANY in order[0]
        if not by_company or scope_of(reader, COMPANIES.record_type, "read") == Scope.ALL:
            return None
        return Q(company__in=readable(reader, Company).order_by().values("pk"))

    def rows(self, records: QuerySet) -> QuerySet:
        """``records`` with all that a page of rows shows, in a number of statements that does not depend on the rows."""
        points = Prefetch("contactpoint_set", ContactPoint.objects.order_by("-is_primary", "id"), to_attr="points")
        prefetched = records.select_related(*self.related).only(*self.shown)
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
PERSON = Column("responsible", _("Responsible person"), (NAME_OF_OWNER,))

OWNER = ("responsible__username", "responsible__first_name", "responsible__last_name")
RIGHTS_OF_COMPANY = ("company__trash_entry", "company__responsible__department")
COMPANY = ("company__number", "company__name", "company__legal_form", *RIGHTS_OF_COMPANY)
STAGE = ("stage__name", "stage__name_de", "stage__colour")

LISTS = {
    "order": RecordList(
        (
            Column("record", _("Order"), ("number",), descends=True),
            Column("stage", _("Stage"), (PLACE_OF_STAGE,)),
            Column("company", _("Company"), (NAME_OF_COMPANY,)),
            Column("amount", _("Amount"), ("currency", "amount"), "number", descends=True),
            PERSON,
            CREATED,
        ),
        "-created",
        ("stage", "company__responsible", "responsible"),
        ("number", "title", "amount", "currency", "created_at", *STAGE, *COMPANY, *OWNER),
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
        ("number", "first_name", "last_name", "position", "sort_key", "updated_at", *COMPANY, *OWNER),
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
        ("number", "name", "legal_form", "industry", "sort_key", "updated_at", *OWNER),
    ),
}


def list_of(kind: RecordKind) -> RecordList:
    return LISTS[kind.name]
