"""Taking a merge back by its journal, whole or one record only. One transaction, in reverse order."""

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.permissions import reload
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import add_subjects, change_set, name_of
from crm_merge.database.retrying import retried
from trash.guards import as_of

from .changes import Return
from .errors import MergeNotAllowed, UndoBlocked
from .models import Merge, MergedRecord
from .registry import spec_for
from .row_values import CombineRows
from .settling import settle, stale_totals
from .undo_reading import UndoReading, read_undo


@retried
def undo_merge(merge: Merge, *, by: Model, put_back: Iterable[str] = ()) -> Merge:
    """Bring every record and row of ``merge`` back as it was; what was edited or added since stays (P3, P4).

    ``put_back`` names conflicts of ``plan_undo`` whose values from before the merge come back all the same. Sent again,
    it changes nothing. Raises ``UndoBlocked`` with the sentences why not, ``MergeNotAllowed`` without the rights.
    """
    with transaction.atomic():
        locked = Merge.objects.select_for_update().get(pk=merge.pk)
        if locked.undone_at is None:
            _undo(locked, reload(by), frozenset(put_back))
    merge.refresh_from_db()
    return merge


def _undo(merge: Merge, by: Model, put_back: frozenset[str]) -> None:
    reading = read_undo(merge, by=by, lock=True)
    _refuse(reading.obstacles())
    with change_set(Kind.UNDONE, by=by, details={"merge": merge.pk}) as opened:
        _revert(reading, reading.whole(put_back))
        _note(merge, opened, by)
        add_subjects(opened, [reading.primary], role="primary")
        add_subjects(opened, reading.others, role="merged")


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise UndoBlocked(obstacles)


def _revert(reading: UndoReading, back: Return) -> None:
    """Revert the journal from its end. A rule of the database that stands against it refuses the whole."""
    stale = stale_totals(back, reading.changes)
    try:
        with as_of(back.merge.change_set_id):
            for line, change in reversed(list(zip(reading.lines, reading.changes, strict=True))):
                change.revert(back.at(line.pk))
        connection.check_constraints()  # those that PostgreSQL would look at only on commit
    except IntegrityError as error:
        raise UndoBlocked([_clash()]) from error
    settle(spec_for(back.merge.record_type), stale)
    back.merge.records.filter(record_id__in=back.returning).update(is_live=False)


def _clash() -> str:
    return _("Something that was added or deleted since stands in the way of a row that would come back.")


def _note(merge: Merge, opened: ChangeSet, by: Model) -> None:
    merge.undone_at, merge.undone_by_key, merge.undone_by_name = opened.at, by.pk, name_of(by)
    merge.undo_change_set = opened
    merge.save()


@retried
def restore_record(merged: MergedRecord, *, by: Model) -> None:
    """Bring one record back with the rows that came from it; the primary keeps its values, the merge stays otherwise.

    Raises as ``undo_merge`` does, and when rows of the record were combined with those of another one.
    """
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merged.merge_id)
        reading = read_undo(merge, by=reload(by), lock=True)
        if merged.pk not in {one.pk for one in reading.live}:
            raise MergeNotAllowed(_("%(record)s is already back.") % {"record": merged.label})
        _refuse(reading.obstacles() or _shared(reading, merged))
        with change_set(Kind.RESTORED, by=by, details={"merge": merge.pk}) as opened:
            _revert(reading, reading.only(merged))
            add_subjects(opened, [reading.records[merged.record_id]])
    merged.is_live = False


def _shared(reading: UndoReading, merged: MergedRecord) -> list[str]:
    """A line of the record that took the quantity of another record's line cannot leave with it."""
    for change in (change for change in reading.changes if isinstance(change, CombineRows)):
        if any(parent == merged.record_id for _key, parent, _quantity in change.data["into"]):
            return [_("Line items of this record were combined with those of another one. Undo the whole merge instead.")]
    return []
