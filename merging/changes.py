"""The reversible changes a merge is made of. The preview shows them, the journal stores them, undo reverts them.

A change holds plain JSON (``data``); ``apply`` and ``revert`` are set-based and need the open change set.
Changes on rows are in ``merging.row_changes``.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.audit.bulk import update_with_history
from trash.models import Why
from trash.services import put_away, take_out

from . import registry
from .journal import decode, encode
from .models import JournalLine, Merge
from .registry import MergeSpec

KINDS: dict[str, type["Change"]] = {}


@dataclass(frozen=True)
class Return:
    """What an undo takes back: the records that ``returning`` names; with ``whole`` the primary's own part too.

    ``put_back`` names fields edited since that the person wants to have as they were before the merge (P4).
    """

    merge: Merge
    by: Model
    returning: frozenset[int]
    whole: bool = True
    put_back: frozenset[str] = frozenset()
    line_id: int | None = None

    def at(self, line_id: int) -> "Return":
        """The same for one line of the journal."""
        return replace(self, line_id=line_id)


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

    def apply(self, line: JournalLine, *, by: Model) -> None:
        raise NotImplementedError

    def revert(self, back: Return) -> None:
        raise NotImplementedError


class SetFields(Change):
    """Write values on the primary.

    ``data["fields"]``: name, group (fields of one group are one value), before, after, from (a record key, ``join``,
    or ``derived`` for what follows from other values).
    """

    kind = "set_fields"

    def describe(self) -> str:
        labels = [str(self.model._meta.get_field(name).verbose_name) for name in self.groups() if self.is_decided(name)]
        if not labels:
            return _("The primary keeps its values.")
        return _("Values taken over: %(fields)s") % {"fields": ", ".join(labels)}

    def groups(self) -> dict[str, list[dict[str, Any]]]:
        """The entries by the value they belong to."""
        found: dict[str, list[dict[str, Any]]] = {}
        for one in self.data["fields"]:
            found.setdefault(one["group"], []).append(one)
        return found

    def is_decided(self, group: str) -> bool:
        """Whether the value was chosen, not computed from others."""
        return any(one["from"] != "derived" for one in self.groups()[group])

    def column(self, name: str) -> str:
        return self.model._meta.get_field(name).attname

    def apply(self, line: JournalLine, *, by: Model) -> None:
        self._write({one["name"]: decode(one["after"]) for one in self.data["fields"]})

    def revert(self, back: Return) -> None:
        """Put back what still holds what the merge wrote; later edits stay unless ``put_back`` names them (P4)."""
        if not back.whole:
            return
        record = self.model._base_manager.get(pk=self.primary_id)
        groups = self.groups()
        edited = {name for name in groups if name not in back.put_back and not self.is_untouched(name, record)}
        values = {one["name"]: decode(one["before"]) for name in groups if name not in edited for one in groups[name]}
        for name, value in values.items():
            setattr(record, self.column(name), value)
        self._write(values | (recomputed(self.spec, record, edited) if edited else {}))

    def is_untouched(self, group: str, record: Model) -> bool:
        """Whether the record still holds exactly what the merge wrote."""
        return all(encode(getattr(record, self.column(one["name"]))) == one["after"] for one in self.groups()[group])

    def _write(self, values: dict[str, Any]) -> None:
        rows = self.model._base_manager.filter(pk=self.primary_id)
        columns = {self.column(name): value for name, value in values.items()}
        update_with_history(rows, columns | dict(self.spec.touch()))


def recomputed(spec: MergeSpec, record: Model, edited: set[str]) -> dict[str, Any]:
    """What follows from other values, computed afresh on ``record`` because somebody edited ``edited`` since."""
    values: dict[str, Any] = {}
    for rule in spec.chosen:
        if rule.name in edited and spec.lines and spec.lines.settle and len(rule.names) > 1:
            spec.lines.settle(record, list(spec.lines.model._base_manager.filter(**{spec.lines.attname: record.pk})))
            values |= {name: getattr(record, record._meta.get_field(name).attname) for name in rule.names}
    return values | dict(spec.derive(record))


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
