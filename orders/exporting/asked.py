"""Which records an export holds: those that a list shows at its address, or those that were ticked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, QuerySet, TextField, When
from django.db.models.functions import Cast
from django.http import QueryDict

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from orders.bulk.addresses import with_selection
from orders.bulk.choosing import selection_named
from orders.bulk.meaning import FilterLost, records_of
from orders.kinds import RecordKind
from orders.listing.settings import look_of
from orders.lists import list_of
from orders.matching import matching
from orders.models import Selection

# Of the list's page, not of what it shows.
OWN = ("page", "after", "before", "sel", "selected", "only", "count", "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Asked:
    """``params`` are those of the list's address; where they name a selection, its records are the only ones that count."""

    kind: RecordKind
    params: QueryDict
    user: User

    @cached_property
    def selection(self) -> Selection | None:
        return selection_named(self.params.get("sel", ""), self.kind, self.user)

    @property
    def records(self) -> QuerySet:
        """The live records that the reader may read and export, in no particular order."""
        return permitted(self._meant(), user=self.user, action="export")

    @property
    def ordered(self) -> QuerySet:
        """The same in the order of the list. A company that the reader may not read does not decide about the order."""
        order = list_of(self.kind).order(self.params.get("sort", ""))
        records, filled = order.sortable(self.records), order.filled(reader=self.user)
        if filled is None:
            return records.order_by(*order.names)
        first, *others = order.names
        bare = first.removeprefix("-")
        told = Cast(Case(When(filled, then=F(bare))), TextField())
        return records.alias(told=told).order_by("-told" if first.startswith("-") else "told", *others)

    @property
    def filter(self) -> str:
        """The conditions of the list as its address names them."""
        query = self.params.copy()
        for name in (*OWN, "sort", "columns"):
            query.pop(name, None)
        return query.urlencode()

    @property
    def columns(self) -> Sequence[str]:
        """The keys of the columns of the list, as the address names them or as the person arranged them."""
        named = [key for key in self.params.get("columns", "").split(",") if key]
        return named or look_of(self.user, self.kind).keys

    def _meant(self) -> QuerySet:
        if self.selection is None:
            return matching(self.kind, self.params, user=self.user)
        try:
            return records_of(self.selection, user=self.user)
        except FilterLost:  # it would mean every record
            return self.kind.model.objects.none()


def address_of_export(kind: RecordKind, listed: str, selection: Selection) -> str:
    """Where the records of ``selection`` are exported, in the order and with the columns of the list at ``listed``."""
    query = with_selection(listed, selection, only=False).partition("#")[0].partition("?")[2]
    return f"{kind.url_of_list('export')}?{query}"
