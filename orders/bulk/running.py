"""A confirmed action from its beginning to its end: at once when it is small, else in the background."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.database.retrying import retried
from crm_merge.jobs.models import Job
from crm_merge.jobs.registry import JobFailed, Progress, register_task
from crm_merge.jobs.services import start_job
from orders.actions import BY_KEY, Action
from orders.models import BulkAction, BulkRefusal
from orders.models.bulk import Meant

from .carrying_out import Act, Refused, carry_out
from .meaning import FilterLost
from .reporting import summed_up

MOST_AT_ONCE = 1000  # more are done in the background
TASK = "orders.bulk_action"


def confirmed(action: Action, meant: Meant, value: Model | None, *, by: User, **facts: Any) -> BulkAction:
    """The action as the person confirmed it, not done yet. What is meant is copied: later ticks do not change it."""
    copied = {name: getattr(meant, name) for name in ("kind", "filter", "ticked", "unticked")}
    label = "" if value is None else str(value)[:200]
    key = value.pk if value is not None else None
    return BulkAction(by=by, action=action.key, value=key, value_label=label, **copied, **facts)


@retried
@transaction.atomic
def run_now(bulk: BulkAction, value: Model | None) -> BulkAction | None:
    """Carry a small action out and return it. Sent twice, it is done once, and what was done the first time is returned.

    Raises ``FilterLost``; nothing is written then.
    """
    if not _is_first(bulk):
        return BulkAction.objects.select_related("operation").filter(pk=bulk.pk, by=bulk.by).first()
    _do(bulk, value, source="page")
    return bulk


@transaction.atomic
def run_later(bulk: BulkAction, title: str) -> Job | None:
    """Let the worker carry the action out. Sent twice, it is started once, and has no job when it was done at once."""
    if not _is_first(bulk):
        known = BulkAction.objects.select_related("job").filter(pk=bulk.pk, by=bulk.by).first()
        return known and known.job
    bulk.job = start_job(TASK, by=bulk.by, title=title, page_url=bulk.get_absolute_url(), bulk=str(bulk.pk))
    bulk.save()
    return bulk.job


def _is_first(bulk: BulkAction) -> bool:
    """Keep the action; of two that carry the same key the second waits here for the first and finds it kept."""
    BulkAction.objects.bulk_create([bulk], ignore_conflicts=True)
    bulk._state.adding = False
    stored = BulkAction.objects.select_for_update(of=("self",)).filter(pk=bulk.pk, by=bulk.by).first()
    return stored is not None and stored.done_at is None and stored.job_id is None


def _do(bulk: BulkAction, value: Model | None, *, source: str, progress: Progress | None = None) -> None:
    action = BY_KEY[bulk.action]
    act = Act(bulk, action.change(value), action.right, bulk.by)
    outcome = carry_out(act, source=source, progress=progress, report=lambda refused: _note(bulk, refused))
    bulk.operation, bulk.done_at = outcome.operation, timezone.now()
    bulk.found, bulk.done, bulk.same, bulk.refused = outcome.found, outcome.done, outcome.same, outcome.refused
    bulk.save()


def _value(bulk: BulkAction) -> Model | None:
    """What was chosen, as it is now. Raises ``JobFailed`` when it is gone."""
    if bulk.value is None:
        return None
    found = BY_KEY[bulk.action].form.base_fields["value"].queryset.filter(pk=bulk.value).first()
    if found is None:
        raise JobFailed(_("“%(value)s” can no longer be chosen. Nothing was written.") % {"value": bulk.value_label})
    return found


def _note(bulk: BulkAction, refused: Sequence[Refused]) -> None:
    BulkRefusal.objects.bulk_create(
        BulkRefusal(action=bulk, record_id=record.pk, label=record.label, reason=reason, details=details)
        for record, reason, details in refused
    )


def task(owner: User, *, progress: Progress, bulk: str) -> str:
    """What the worker calls."""
    found = BulkAction.objects.select_related("by").filter(pk=UUID(bulk), by=owner).first()
    if found is None:
        raise JobFailed(_("What was to be done is no longer known. Begin again from the list."))
    try:
        _do(found, _value(found), source="job", progress=progress)
    except FilterLost as lost:
        raise JobFailed(filter_lost()) from lost
    return summed_up(found)


def filter_lost() -> str:
    """The sentence for whoever confirmed an action on a filter that cannot be read any more."""
    return _("The filter names something that is no longer there. Nothing was written. Choose the records again.")


def register() -> None:
    register_task(TASK, task)
