"""Taking a merge back by its journal, whole or one record only. One transaction, in reverse order."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.permissions import reload
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import add_subjects, change_set, name_of
from crm_merge.database.retrying import retried

from .changes import Return
from .errors import MergeNotAllowed, UndoBlocked
from .journal import change_from
from .models import Merge, MergedRecord, MovedRow
from .undo_plan import plan_undo, records_of


@retried
def undo_merge(merge: Merge, *, by: Model, put_back: Iterable[str] = ()) -> Merge:
    """Bring every record and row of ``merge`` back as it was; what was edited or added since stays (P3, P4).

    ``put_back`` names fields edited since that get their value from before the merge all the same. Sent again, it
    changes nothing. Raises ``UndoBlocked`` with the sentences why not, ``MergeNotAllowed`` without the rights.
    """
    with transaction.atomic():
        locked = Merge.objects.select_for_update().get(pk=merge.pk)
        if locked.undone_at is None:
            _undo(locked, reload(by), frozenset(put_back))
    merge.refresh_from_db()
    return merge


def _undo(merge: Merge, by: Model, put_back: frozenset[str]) -> None:
    live = list(merge.records.filter(is_live=True))
    records = records_of(merge, live, lock=True)
    _refuse(plan_undo(merge, by=by).obstacles)
    returning = frozenset(one.record_id for one in live)
    with change_set(Kind.UNDONE, by=by, details={"merge": merge.pk}) as opened:
        _revert(Return(merge, by, returning, whole=True, put_back=put_back))
        _note(merge, opened, by)
        _name_subjects(merge, opened, records)


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise UndoBlocked(obstacles)


def _revert(back: Return) -> None:
    """Revert the journal from its end. A rule of the database that stands against it refuses the whole."""
    lines = list(back.merge.journal.select_related("merge").order_by("-position"))
    try:
        with transaction.atomic():
            for line in lines:
                change_from(line).revert(back.at(line.pk))
    except IntegrityError as error:
        raise UndoBlocked([_clash()]) from error
    back.merge.records.filter(record_id__in=back.returning).update(is_live=False)


def _clash() -> str:
    return _("Something that was added or deleted since stands in the way of a row that would come back.")


def _note(merge: Merge, opened: ChangeSet, by: Model) -> None:
    merge.undone_at, merge.undone_by_key, merge.undone_by_name = opened.at, by.pk, name_of(by)
    merge.undo_change_set = opened
    merge.save()


def _name_subjects(merge: Merge, opened: ChangeSet, records: dict[int, Model]) -> None:
    add_subjects(opened, [records[merge.primary_id]], role="primary")
    add_subjects(opened, [record for key, record in records.items() if key != merge.primary_id], role="merged")


@retried
def restore_record(merged: MergedRecord, *, by: Model) -> None:
    """Bring one record back with the rows that came from it; the primary keeps its values, the merge stays otherwise.

    Raises as ``undo_merge`` does, and when rows of the record were combined with those of another one.
    """
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merged.merge_id)
        records = records_of(merge, list(merge.records.filter(is_live=True)), lock=True)
        if not merge.records.filter(pk=merged.pk, is_live=True).exists():
            raise MergeNotAllowed(_("%(record)s is already back.") % {"record": merged.label})
        _refuse(plan_undo(merge, by=reload(by)).obstacles or _shared(merge, merged))
        with change_set(Kind.RESTORED, by=by, details={"merge": merge.pk}) as opened:
            _revert(Return(merge, by, frozenset([merged.record_id]), whole=False))
            add_subjects(opened, [records[merged.record_id]])
    merged.is_live = False


def _shared(merge: Merge, merged: MergedRecord) -> list[str]:
    """A line of the record that took the quantity of another record's line cannot leave with it."""
    for line in merge.journal.filter(kind="combine_rows").select_related("merge"):
        change = change_from(line)
        taking = change.rows.filter(pk__in=[part["into"] for part in line.data["rows"]])
        moved = taking.filter(pk__in=_moved_from(merge, merged)).exists()
        if moved:
            return [_("Line items of this record were combined with those of another one. Undo the whole merge instead.")]
    return []


def _moved_from(merge: Merge, merged: MergedRecord):
    return MovedRow.objects.filter(line__merge=merge, from_id=merged.record_id).values("row_id")
