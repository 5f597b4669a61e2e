"""Which records an export holds: those that a list shows at its address, or those that were ticked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, F, QuerySet, TextField, When
from django.db.models.functions import Cast
from django.http import QueryDict

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from orders.kinds import RecordKind
from orders.lists import list_of
from orders.matching import matching
from orders.queries.reading import readable

OWN = ("page", "after", "before", "selected", "count", "csrfmiddlewaretoken")  # of the list's page, not of what it shows


@dataclass(frozen=True)
class Asked:
    """``params`` are those of the list's address. ``ids``, if given, are the only records that count."""

    kind: RecordKind
    params: QueryDict
    user: User
    ids: Sequence[int] = field(default=())

    @property
    def records(self) -> QuerySet:
        """The live records that the reader may read and export, in no particular order."""
        found = readable(self.user, self.kind.model).filter(pk__in=self.ids) if self.ids else self._shown()
        return permitted(found, user=self.user, action="export")

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

    def _shown(self) -> QuerySet:
        return matching(self.kind, self.params, user=self.user)
