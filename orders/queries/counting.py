"""How many records a list has, without counting a million rows for a number nobody acts on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Model, QuerySet, Window
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
    if exact:
        return Total(records.order_by().count())
    return (reads_everything(reader) and about(expected(records))) or _up_to(records.order_by()[: MOST_COUNTED + 1].count())


def about(guess: int) -> Total | None:
    """What is said of a ``guess``, nothing where so few are counted instead."""
    return Total(_rounded(guess), "about") if guess > MOST_COUNTED else None


def expected(records: QuerySet) -> int:
    """How many the planner expects, those among them that a reader may not read."""
    return json.loads(records.order_by().values("pk").explain(format="json"))[0]["Plan"]["Plan Rows"]


def counted_along(records: QuerySet) -> QuerySet:
    """``records``, each with the number of all. They are all read for it, so only where few are ``expected``."""
    return records.annotate(number_of_all=Window(Count("*")))


def number_counted(rows: Sequence[Model]) -> Total:
    """The number that came along with ``rows``."""
    return _up_to(rows[0].number_of_all if rows else 0)


def _up_to(number: int) -> Total:
    return Total(number) if number <= MOST_COUNTED else Total(MOST_COUNTED, "more")


def reads_everything(reader: User) -> bool:
    return all(scope_of(reader, kind.record_type, "read") == Scope.ALL for kind in all_kinds())


def _rounded(number: int) -> int:
    """To two digits that mean something: 1,013,452 becomes 1,000,000."""
    unit = 10 ** (len(str(number)) - 2)
    return round(number / unit) * unit
