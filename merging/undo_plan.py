"""What taking a merge back will do, in words: what comes back, what stays, what was edited since, what is in the way."""

from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.access.permissions import covers, has_right

from . import registry
from .changes import Change, Conflict, Return, held_by
from .errors import MergeNotAllowed
from .journal import VERSION, change_from
from .models import Merge, MergedRecord
from .set_fields import SetFields


@dataclass(frozen=True)
class UndoPlan:
    """Sentences for the page; with any of ``obstacles`` the merge cannot be taken back."""

    conflicts: list[Conflict] = field(default_factory=list)
    comes_back: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)


def plan_undo(merge: Merge, *, by: Model) -> UndoPlan:
    """What ``undo_merge`` would do now. Reads only. Raises ``MergeNotAllowed`` when ``by`` lacks the rights."""
    live = list(merge.records.filter(is_live=True).order_by("letter"))
    records = records_of(merge, live)
    check_undo_rights(merge, records, by)
    obstacles = _obstacles(merge, live, records, by)
    if obstacles:
        return UndoPlan(obstacles=obstacles)
    changes = changes_of(merge)
    if missing := next((change.missing() for change in changes if change.missing()), ""):
        return UndoPlan(obstacles=[_outdated(missing)])
    returning = frozenset(one.record_id for one in live)
    back = Return(merge, by, returning, returning)
    conflicts = [conflict for change in changes for conflict in change.conflicts(back)]
    return UndoPlan(conflicts, _comes_back(live, changes), _stays(changes, records[merge.primary_id]))


def changes_of(merge: Merge) -> list[Change]:
    """What the merge did, in the order it was done."""
    return [change_from(line) for line in merge.journal.select_related("merge").order_by("position")]


def _outdated(missing: str) -> str:
    sentence = _("The program has changed since this merge: %(name)s is no longer known. It can no longer be undone.")
    return sentence % {"name": missing}


def records_of(merge: Merge, live: list[MergedRecord], *, lock: bool = False) -> dict[int, Model]:
    """The primary and the merged records by key; with ``lock`` locked in key order before they are read."""
    spec = registry.spec_for(merge.record_type)
    ids = [merge.primary_id, *(one.record_id for one in live)]
    if lock:
        list(spec.model._base_manager.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))
    return {record.pk: record for record in spec.queryset().filter(pk__in=ids)}


def check_undo_rights(merge: Merge, records: dict[int, Model], by: Model) -> None:
    """The rights of the merge itself, or the right to restore on records one may read."""
    restores = has_right(by, "trash.restore_records")
    for record in records.values():
        needed = ["read"] if restores else ["read", "edit"] + ["delete"] * (record.pk != merge.primary_id)
        for action in needed:
            if not covers(by, action, record):
                raise MergeNotAllowed(_not_allowed(record, by), status=403)


def _not_allowed(record: Model, by: Model) -> str:
    if not covers(by, "read", record):
        return _("Your roles do not allow you to undo this merge: you may not see all of its records.")
    sentence = _("Your roles do not allow you to undo this merge: you need to be allowed to edit and delete %(record)s.")
    return sentence % {"record": record}


def _obstacles(merge: Merge, live: list[MergedRecord], records: dict[int, Model], by: Model) -> list[str]:
    if merge.undone_at:
        return [_("This merge was already undone.")]
    if not live:
        return [_("All records of this merge are already back.")]
    gone = [one.label for one in live if one.record_id not in records]
    if gone or merge.primary_id not in records:
        sentence = _("%(records)s was deleted permanently, so the merge can no longer be undone.")
        return [sentence % {"records": ", ".join(gone) or merge.primary_label}]
    later = _later_merge(merge)
    if later is not None:
        return [_consumed(later, by)]
    if merge.journal_version != VERSION:
        return [_outdated(_("the form of its journal"))]
    return _in_trash(merge, live, records)


def _later_merge(merge: Merge) -> Merge | None:
    """A live merge that took the result in later, as the primary or as one of the others (P10)."""
    consumed = MergedRecord.objects.filter(record_type=merge.record_type, record_id=merge.primary_id, is_live=True)
    same = Merge.objects.filter(record_type=merge.record_type, primary_id=merge.primary_id, undone_at=None, pk__gt=merge.pk)
    swallowed = Merge.objects.filter(pk__in=consumed.values("merge_id"))
    return (swallowed | same.filter(records__is_live=True)).distinct().order_by("-pk").first()


def _consumed(later: Merge, by: Model) -> str:
    """Names the merge that is in the way, for readers of its primary."""
    primary = registry.spec_for(later.record_type).queryset().filter(pk=later.primary_id).first()
    if primary is None or not covers(by, "read", primary):
        return _("A later merge with a record you may not see rests on this one. It has to be undone first.")
    sentence = _("A later merge with %(primary)s (merge %(number)s) rests on this one. Undo that merge first.")
    return sentence % {"primary": later.primary_label, "number": later.pk}


def _in_trash(merge: Merge, live: list[MergedRecord], records: dict[int, Model]) -> list[str]:
    if records[merge.primary_id].trash_entry_id is not None:
        return [_("%(record)s is in the trash. Restore it first, then undo the merge.") % {"record": merge.primary_label}]
    free = [one.label for one in live if not _is_held(merge, records[one.record_id])]
    if free:
        return [_("%(records)s is no longer in the trash for this merge.") % {"records": ", ".join(free)}]
    return []


def _is_held(merge: Merge, record: Model) -> bool:
    return record.trash_entry_id is not None and record.trash_entry.held_by == held_by(merge.pk)


def _comes_back(live: list[MergedRecord], changes: list) -> list[str]:
    names = [_("%(record)s comes back from the trash.") % {"record": one.label} for one in live]
    moved = sum(change.data.get("count", 0) for change in changes if change.kind == "move_rows")
    kept = sum(len(change.data["rows"]) for change in changes if change.kind in ("collapse_rows", "drop_rows", "combine_rows"))
    rows = moved + kept
    if rows:
        sentence = ngettext("%(count)s row returns to its record.", "%(count)s rows return to their records.", rows)
        names.append(sentence % {"count": rows})
    return names


def _stays(changes: list[Change], primary: Model) -> list[str]:
    lost = [label for change in changes if isinstance(change, SetFields) for label in change.lost(primary)]
    sentence = _("%(field)s: what was there before the merge was deleted since and cannot be put back.")
    return [_("Whatever was added to the primary or edited after the merge."), *(sentence % {"field": label} for label in lost)]
