"""How many records a list has, without counting a million rows for a number nobody acts on."""

import json
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from crm_merge.access.models import Scope, User
from crm_merge.access.permissions import scope_of
from orders.kinds import all_kinds

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Total:
    """``kind`` is exact, about (rounded), more (than the number) or over (the same, in a few signs)."""

    number: int
    kind: str = "exact"

    @property
    def is_exact(self) -> bool:
        return self.kind == "exact"

    def __str__(self) -> str:
        number = formats.number_format(self.number, use_l10n=True, force_grouping=True)
        words = {"exact": "%(number)s", "about": _("about %(number)s"), "more": _("more than %(number)s"), "over": "%(number)s+"}
        return words[self.kind] % {"number": number}


def total_of(records: QuerySet, *, reader: User, exact: bool = False) -> Total:
    """How many ``records`` there are, one statement. Counted to the end only if asked.

    The planner's estimate knows all rows, those that ``reader`` may not read too, so it is for readers of everything.
    """
    records = records.order_by()
    if exact:
        return Total(records.count())
    if _reads_everything(reader) and (guess := _estimate(records)) > MOST_COUNTED:
        return Total(_rounded(guess), "about")
    counted = records[: MOST_COUNTED + 1].count()
    return Total(counted) if counted <= MOST_COUNTED else Total(MOST_COUNTED, "more")


def _reads_everything(reader: User) -> bool:
    return all(scope_of(reader, kind.record_type, "read") == Scope.ALL for kind in all_kinds())


def _estimate(records: QuerySet) -> int:
    return json.loads(records.values("pk").explain(format="json"))[0]["Plan"]["Plan Rows"]


def _rounded(number: int) -> int:
    """To two digits that mean something: 1,013,452 becomes 1,000,000."""
    unit = 10 ** (len(str(number)) - 2)
    return round(number / unit) * unit
