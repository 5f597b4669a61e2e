"""The reversible changes a merge is made of. The preview shows them, the journal stores them, undo reverts them.

A change holds plain JSON (``data``); ``apply`` and ``revert`` are set-based and need the open change set. Values of the
primary are in ``merging.set_fields``, rows in ``merging.row_changes`` and ``merging.row_values``.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from django.db.models import Model
from django.utils.translation import ngettext

from trash.models import Why
from trash.services import put_away, take_out

from . import registry
from .models import JournalLine, Merge
from .registry import MergeSpec

KINDS: dict[str, type["Change"]] = {}


@dataclass(frozen=True)
class Return:
    """What an undo takes back: the records that ``returning`` names; with ``whole`` the primary's own part too.

    ``live`` are the records that are still merged, those included that return now; ``partly`` says that others came
    back alone before, ``entered`` that somebody entered the primary's total since. ``put_back`` names what was edited
    since and gets its value from before the merge all the same (``Conflict.field``, P4).
    """

    merge: Merge
    by: Model
    primary: Model
    returning: frozenset[int]
    live: frozenset[int]
    partly: bool
    entered: bool
    whole: bool = True
    put_back: frozenset[str] = frozenset()
    line_id: int | None = None

    def at(self, line_id: int) -> "Return":
        """The same for one line of the journal."""
        return replace(self, line_id=line_id)


@dataclass(frozen=True)
class Conflict:
    """A value that the merge wrote and somebody edited since (P4). ``now`` and ``before`` are words."""

    field: str
    label: str
    now: str
    before: str


@dataclass(frozen=True)
class Change:
    """One step of a merge on the records of ``record_type`` whose primary is ``primary_id``."""

    record_type: str
    primary_id: int
    data: dict[str, Any] = field(hash=False)
    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        KINDS[cls.kind] = cls

    @property
    def spec(self) -> MergeSpec:
        return registry.spec_for(self.record_type)

    @property
    def model(self) -> type[Model]:
        return self.spec.model

    @classmethod
    def from_line(cls, line: JournalLine) -> Self:
        """The change that ``line`` of a merge stands for."""
        return cls(line.merge.record_type, line.merge.primary_id, line.data)

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "data": self.data}

    def describe(self) -> str:
        """One sentence for the journal, without values."""
        raise NotImplementedError

    def missing(self) -> str:
        """The name of a field or relation that the change needs and the program no longer has; empty if all is there."""
        return ""

    def conflicts(self, back: Return) -> list[Conflict]:
        """What the change wrote and somebody edited since."""
        return []

    def apply(self, line: JournalLine, *, by: Model) -> None:
        raise NotImplementedError

    def revert(self, back: Return) -> None:
        raise NotImplementedError


class TrashRecords(Change):
    """Put the other records into the trash, held by the merge so that a plain restore cannot half-undo it."""

    kind = "trash_records"

    def describe(self) -> str:
        count = len(self.data["ids"])
        return ngettext("%(count)s record moved to the trash", "%(count)s records moved to the trash", count) % {"count": count}

    def apply(self, line: JournalLine, *, by: Model) -> None:
        put_away(self.model, self.data["ids"], by=by, why=Why.MERGED, held_by=held_by(line.merge_id))

    def revert(self, back: Return) -> None:
        take_out(self.model, sorted(back.returning & set(self.data["ids"])), by=back.by)


def held_by(merge_id: int) -> str:
    """How trash entries name the merge that holds them."""
    return f"merge:{merge_id}"


def ids_in(text: Collection[str]) -> dict[int, str]:
    """The merges that ``held_by`` values name."""
    numbers = {value: value.partition(":")[2] for value in text}
    return {int(number): value for value, number in numbers.items() if number.isdigit()}
