"""What taking a merge back will do, in words: what comes back, what stays, what was edited since, what is in the way."""

from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.access.permissions import covers, has_right

from . import registry
from .changes import SetFields, held_by
from .errors import MergeNotAllowed
from .field_states import words
from .journal import change_from, decode
from .models import Merge, MergedRecord


@dataclass(frozen=True)
class Conflict:
    """A field that the merge wrote and somebody edited since (P4). ``now`` and ``before`` are words."""

    field: str
    label: str
    now: str
    before: str


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
    lines = list(merge.journal.select_related("merge").order_by("position"))
    changes = [change_from(line) for line in lines]
    primary = records[merge.primary_id]
    conflicts = [one for change in changes if isinstance(change, SetFields) for one in _conflicts(change, primary, by)]
    return UndoPlan(conflicts, _comes_back(live, changes), _stays(), [])


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
        return [_consumed(later)]
    return _in_trash(merge, live, records)


def _later_merge(merge: Merge) -> Merge | None:
    """A live merge that took the result in later, as the primary or as one of the others (P10)."""
    consumed = MergedRecord.objects.filter(record_type=merge.record_type, record_id=merge.primary_id, is_live=True)
    same = Merge.objects.filter(record_type=merge.record_type, primary_id=merge.primary_id, undone_at=None, pk__gt=merge.pk)
    swallowed = Merge.objects.filter(pk__in=consumed.values("merge_id"))
    return (swallowed | same.filter(records__is_live=True)).distinct().order_by("-pk").first()


def _consumed(later: Merge) -> str:
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


def _conflicts(change: SetFields, primary: Model, by: Model) -> list[Conflict]:
    found = []
    for group, entries in change.groups().items():
        if change.is_decided(group) and not change.is_untouched(group, primary) and not _is_as_before(entries, change, primary):
            found.append(_conflict(change, group, entries, primary, by))
    return found


def _is_as_before(entries: list[dict], change: SetFields, primary: Model) -> bool:
    return all(getattr(primary, change.column(one["name"])) == decode(one["before"]) for one in entries)


def _conflict(change: SetFields, group: str, entries: list[dict], primary: Model, by: Model) -> Conflict:
    rule = next(rule for rule in change.spec.chosen if rule.name == group)
    column = change.model._meta.get_field(group)
    before = change.model(pk=primary.pk)
    for one in entries:
        setattr(before, change.column(one["name"]), decode(one["before"]))
    say = rule.show or (lambda record: words(record, column, by))
    return Conflict(group, str(rule.label or column.verbose_name), say(primary), say(before))


def _comes_back(live: list[MergedRecord], changes: list) -> list[str]:
    names = [_("%(record)s comes back from the trash.") % {"record": one.label} for one in live]
    moved = sum(change.data.get("count", 0) for change in changes if change.kind == "move_rows")
    kept = sum(len(change.data["rows"]) for change in changes if change.kind in ("collapse_rows", "drop_rows", "combine_rows"))
    rows = moved + kept
    if rows:
        sentence = ngettext("%(count)s row returns to its record.", "%(count)s rows return to their records.", rows)
        names.append(sentence % {"count": rows})
    return names


def _stays() -> list[str]:
    return [_("Whatever was added to the primary or edited after the merge.")]
