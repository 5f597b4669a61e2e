"""Something a list can be filtered by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from orders.fields.field import Compared
from orders.queries.planning import as_one

from .asking import Asking
from .operators import EMPTY, Operator

if TYPE_CHECKING:
    from .treatments.base import Treatment

Through = Callable[[Asking], QuerySet]


@dataclass(frozen=True)
class FilterField:
    """``compared`` is looked up on the record, or, from the first to the last of ``through``, on rows that belong to it.

    Each of ``through`` gives rows of another table that belong to the row outside (``OuterRef``) and that the reader may
    know of; the condition then is that there is such a row. ``choices`` are the stored values and words of a choice.
    """

    key: str
    label: str | Promise
    treatment: "Treatment"
    compared: Compared
    through: tuple[Through, ...] = ()
    group: str | Promise = ""
    may_be_empty: bool = True
    choices: Sequence[tuple[Any, Any]] = ()

    @property
    def operators(self) -> dict[str, Operator]:
        known = (*self.treatment.operators, EMPTY) if self.may_be_empty else self.treatment.operators
        return {operator.name: operator for operator in known}

    @property
    def full_label(self) -> str:
        """The label, with whose field it is if it is one of a related record."""
        return f"{self.group} · {self.label}" if self.key.count(".") and not self.key.startswith("custom.") else str(self.label)

    @property
    def is_own_column(self) -> bool:
        """Whether a column of the record itself is compared."""
        return not self.through and not self.compared.annotations and "__" not in self.compared.path

    def holds(self, condition: Q, asking: Asking, *, beside: Q | None = None, is_found: bool = False) -> Q:
        """That ``condition`` is true of the record or of one of its rows, and ``beside`` of what those rows belong to.

        ``is_found`` says that the rows need only be looked at, one record after the other: an index has found the records,
        or most records have such rows.
        """
        beside = Q() if beside is None else beside
        if not self.through:
            return beside & condition
        rows = self.through[-1](asking).alias(**self.compared.annotations)
        if is_found:  # always true, and keeps the planner from reading all rows into a hash first
            condition = beside & as_one(Q(Exists(rows.filter(condition, pk__gt=OuterRef("pk") * 0))))
        else:
            condition = beside & Q(Exists(rows.filter(condition)))
        for outer in reversed(self.through[:-1]):
            condition = Q(Exists(outer(asking).filter(condition)))
        return condition
