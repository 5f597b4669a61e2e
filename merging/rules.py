"""What a record app may declare about its fields and about the rows that point to its records.

A rule says what happens; it never does it. Together the rules of a type have to cover every field and every
incoming relation (``merging.checks``), so that nothing can be forgotten when a model grows.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils.functional import Promise

from .survivorship import Prefer

Text = str | Promise
Related = Mapping[str, Sequence[Model]]  # rows of one record by the key of their rule


@dataclass(frozen=True)
class Choose:
    """Fields that are chosen together as one value, named after the first.

    ``compare(record, rows)`` gives what makes two values the same (default: the values, Unicode form and outer
    blanks aside); ``show(record)`` the words for a value made of several fields. ``can_join`` allows to join long
    texts. The value is empty when its first field is.
    """

    names: tuple[str, ...]
    label: Text = ""
    prefer: Prefer = Prefer.PRIMARY
    can_join: bool = False
    compare: Callable[[Model, Related], Hashable] | None = None
    show: Callable[[Model], str] | None = None

    @property
    def name(self) -> str:
        return self.names[0]


def choose(*names: str, **options) -> Choose:
    """Short for ``Choose(names, …)``."""
    return Choose(names, **options)


@dataclass(frozen=True)
class Part:
    """One value inside the JSON column ``column``, chosen by itself as if it had a column of its own.

    ``show(value)`` gives its words, ``compare(value)`` what makes two values the same. With ``several`` the value is
    a list whose values are kept each once, unless a person unticks some; ``show`` and ``compare`` then take any list of
    such values. ``most`` is the longest text that fits. A part that is not ``in_use`` is carried along where a record has it.
    """

    column: str
    key: str
    label: Text
    show: Callable[[Any], str]
    compare: Callable[[Any], Hashable]
    prefer: Prefer = Prefer.PRIMARY
    can_join: bool = False
    several: bool = False
    most: int | None = None
    in_use: bool = True

    @property
    def name(self) -> str:
        return f"{self.column}.{self.key}"


Columns = Sequence[Mapping[str, Any]]  # the column of several records


@dataclass(frozen=True)
class Parts:
    """A JSON column whose values are chosen one by one.

    ``read(columns, reader)`` gives the parts there are, with the words for ``reader`` of everything in ``columns``;
    without a reader only labels are asked for.
    """

    names: tuple[str]
    read: Callable[[Columns, Model | None], Sequence[Part]]

    @property
    def column(self) -> str:
        return self.names[0]


@dataclass(frozen=True)
class Keep:
    """Fields that stay as they are on the primary, and why. The others' values stay readable in the merge."""

    names: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Derived:
    """Fields computed from others by ``MergeSpec.derive``."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """Rows of ``model`` that point to the record with the foreign key ``fk``."""

    model: type[Model]
    fk: str

    @property
    def key(self) -> str:
        """What journals and choices call the relation, e.g. ``orders.comment.order``."""
        return f"{self.model._meta.label_lower}.{self.fk}"

    @property
    def foreign_key(self) -> ForeignKey:
        return self.model._meta.get_field(self.fk)

    @property
    def attname(self) -> str:
        return self.foreign_key.attname


@dataclass(frozen=True)
class Move(Relation):
    """All rows move to the primary."""


@dataclass(frozen=True)
class Unite(Relation):
    """A multi-value field: rows move, a person may untick some, rows equal in ``same`` become one.

    Of equal rows the primary's stays; the others are kept whole in the journal. ``fill`` names columns the row that
    stays takes from an equal one when its own is blank. ``first_of`` is a flag only one row per ``split`` may carry:
    the primary's keeps it. ``split`` is a field with choices that makes one group of checkboxes each.
    """

    same: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    first_of: str = ""
    split: str = ""
    label: Text = ""


@dataclass(frozen=True)
class Lines(Relation):
    """Line items: all move, equal ones (``same``) are combined by adding ``quantity``, or the primary's only stay.

    ``settles`` names the chosen value that follows from the lines, and ``settle(record, lines, entered=False)`` sets it
    on the unsaved ``record``; ``entered`` says that the value was not computed from lines so far but chosen as it is.
    ``totals(lines)`` gives sums per currency.
    """

    same: tuple[str, ...] = ()
    quantity: str = "quantity"
    position: str = "position"
    settles: str = ""
    settle: Callable[..., None] | None = None
    totals: Callable[[Iterable[Model]], dict[str, Decimal]] | None = None


@dataclass(frozen=True)
class Stay(Relation):
    """Rows that stay with their record, and why."""

    why: str = ""


FieldRule = Choose | Parts | Keep | Derived
RowRule = Move | Unite | Lines | Stay
