from collections.abc import Iterable

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from crm_merge.access.permissions import has_right, permitted
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set

from .models import TrashEntry
from .outcome import Outcome, RestoreRefused
from .putting_away import take_out
from .reading import group_by_type, lock_entries


def restore(entries: Iterable[TrashEntry], *, by: models.Model) -> Outcome:
    """Bring the records of ``entries`` back as one operation.

    Needs the right ``trash.restore_records``, or that ``by`` put the record away and may delete it. Entries held by
    a merge are refused, for a plain restore would half-undo it. Raises ``RestoreRefused`` when nothing came back.
    """
    outcome = Outcome()
    with change_set(Kind.RESTORED, by=by) as opened:
        for model, group in group_by_type(entries).items():
            here = lock_entries(model, group, outcome)
            ready = _restorable(model, here, by, outcome)
            back = _take_out_each(model, ready, by, outcome)
            outcome.done += back
            add_subjects(opened, model._base_manager.filter(pk__in=[entry.record_id for entry in back]))
        if not outcome.done:
            raise RestoreRefused(outcome.refused)
    return outcome


def _restorable(model: type[models.Model], entries: list[TrashEntry], by: models.Model, outcome: Outcome) -> list[TrashEntry]:
    held = [entry for entry in entries if entry.held_by]
    outcome.refuse(held, _("It was merged into another record. Open the merge to bring it back."))
    free = [entry for entry in entries if not entry.held_by]
    mine = restorable_keys(model, free, by)
    outcome.refuse([entry for entry in free if entry.record_id not in mine], _("Your roles do not allow you to restore it."))
    return [entry for entry in free if entry.record_id in mine]


def restorable_keys(model: type[models.Model], entries: Iterable[TrashEntry], by: models.Model) -> set[int]:
    """Keys of the records that ``by`` may bring back; at most two statements."""
    everything = has_right(by, "trash.restore_records")
    keys = [entry.record_id for entry in entries if everything or entry.by_key == by.pk]
    action = "read" if everything else "delete"
    return set(permitted(model._base_manager.filter(pk__in=keys), user=by, action=action).values_list("pk", flat=True))


def _take_out_each(model: type[models.Model], entries: list[TrashEntry], by: models.Model, outcome: Outcome) -> list[TrashEntry]:
    """Take all out at once; when that breaks a rule of the database, one by one to find those it does not concern."""
    if _take_out(model, entries, by):
        return entries
    back = [entry for entry in entries if _take_out(model, [entry], by)]
    clashing = [entry for entry in entries if entry not in back]
    outcome.refuse(clashing, _("A live record already has a value that must be unique."))
    return back


def _take_out(model: type[models.Model], entries: list[TrashEntry], by: models.Model) -> bool:
    try:
        with transaction.atomic():
            take_out(model, [entry.record_id for entry in entries], by=by)
    except IntegrityError:
        return False
    return True
