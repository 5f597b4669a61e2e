"""Everything read about a merge that is to be taken back, after checking who asks; and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.permissions import covers, has_right

from . import registry
from .changes import Change, Return, TrashRecords, held_by
from .consuming import consuming_merges
from .errors import MergeNotAllowed
from .journal import VERSION, change_from
from .models import JournalLine, Merge, MergedRecord
from .naming import consumed_by
from .settling import is_entered


@dataclass(frozen=True)
class UndoReading:
    """``merged`` are all records of the merge, ``records`` those that still exist, by key, the primary among them."""

    merge: Merge
    by: Model
    merged: Sequence[MergedRecord]
    records: dict[int, Model]

    @cached_property
    def live(self) -> list[MergedRecord]:
        """Records that are still merged."""
        return [one for one in self.merged if one.is_live]

    @cached_property
    def primary(self) -> Model:
        return self.records[self.merge.primary_id]

    @cached_property
    def others(self) -> list[Model]:
        return [record for key, record in self.records.items() if key != self.merge.primary_id]

    @cached_property
    def lines(self) -> list[JournalLine]:
        """In the order they were done. Records came into the trash last, whatever was entered since (``handing_over``)."""
        found = self.merge.journal.select_related("merge").order_by("position")
        return sorted(found, key=lambda line: line.kind == TrashRecords.kind)

    @cached_property
    def changes(self) -> list[Change]:
        """What the merge did, in the order it was done."""
        return [change_from(line) for line in self.lines]

    def whole(self, put_back: frozenset[str] = frozenset()) -> Return:
        """All records come back, and the primary's own part."""
        keys = frozenset(one.record_id for one in self.live)
        return self._return(keys, put_back=put_back)

    def only(self, merged: MergedRecord) -> Return:
        """One record comes back with its rows."""
        return self._return(frozenset([merged.record_id]), whole=False)

    def _return(self, returning: frozenset[int], **options) -> Return:
        live = frozenset(one.record_id for one in self.live)
        partly = len(self.live) < len(self.merged)
        entered = is_entered(self.merge, self.primary, self.changes)
        return Return(self.merge, self.by, self.primary, returning, live, partly, entered, **options)

    def obstacles(self) -> list[str]:
        """Sentences why the merge cannot be taken back now."""
        return self._over() or self._gone() or self._outdated() or self._consumed() or self._in_trash()

    def _over(self) -> list[str]:
        if self.merge.undone_at:
            return [_("This merge was already undone.")]
        return [] if self.live else [_("All records of this merge are already back.")]

    def _gone(self) -> list[str]:
        gone = [one.label for one in self.live if one.record_id not in self.records]
        if not gone and self.merge.primary_id in self.records:
            return []
        sentence = _("%(records)s was deleted permanently, so the merge can no longer be undone.")
        return [sentence % {"records": ", ".join(gone) or self.merge.primary_label}]

    def _consumed(self) -> list[str]:
        """Names the merges that are in the way, for readers of their primaries, in the order in which they go back (P10)."""
        return consumed_by(consuming_merges(self.merge, self.changes), self.by)

    def _outdated(self) -> list[str]:
        if self.merge.journal_version != VERSION:
            missing = _("the form of its journal")
        else:
            missing = next((change.missing() for change in self.changes if change.missing()), "")
        sentence = _("The program has changed since this merge: %(name)s is no longer known. It can no longer be undone.")
        return [sentence % {"name": missing}] if missing else []

    def _in_trash(self) -> list[str]:
        if self.primary.trash_entry_id is not None:
            sentence = _("%(record)s is in the trash. Restore it first, then undo the merge.")
            return [sentence % {"record": self.merge.primary_label}]
        free = [one.label for one in self.live if not _is_held(self.merge, self.records[one.record_id])]
        return [_("%(records)s is no longer in the trash for this merge.") % {"records": ", ".join(free)}] if free else []


def read_undo(merge: Merge, *, by: Model, lock: bool = False) -> UndoReading:
    """Read the merge; with ``lock`` its records are locked in key order before they are read.

    Raises ``MergeNotAllowed`` when ``by`` lacks the rights.
    """
    spec = registry.spec_for(merge.record_type)
    merged = list(merge.records.order_by("letter"))
    ids = [merge.primary_id, *(one.record_id for one in merged if one.is_live)]
    if lock:
        list(spec.model._base_manager.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))
    found = spec.queryset().select_related("trash_entry").filter(pk__in=ids)
    reading = UndoReading(merge, by, merged, {record.pk: record for record in found})
    _check_rights(reading)
    return reading


def _check_rights(reading: UndoReading) -> None:
    """The rights of the merge itself, or the right to restore on records one may read."""
    by, restores = reading.by, has_right(reading.by, "trash.restore_records")
    for record in reading.records.values():
        needed = ["read"] if restores else ["read", "edit"] + ["delete"] * (record.pk != reading.merge.primary_id)
        for action in needed:
            if not covers(by, action, record):
                raise MergeNotAllowed(_not_allowed(record, by), status=403)


def _not_allowed(record: Model, by: Model) -> str:
    if not covers(by, "read", record):
        return _("Your roles do not allow you to undo this merge: you may not see all of its records.")
    sentence = _("Your roles do not allow you to undo this merge: you need to be allowed to edit and delete %(record)s.")
    return sentence % {"record": record}


def _is_held(merge: Merge, record: Model) -> bool:
    return record.trash_entry_id is not None and record.trash_entry.held_by == held_by(merge.pk)
