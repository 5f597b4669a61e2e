"""Taking an action on many records back as one operation: at once when it is small, else in the background."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.access.models import User
from crm_merge.audit.models import ChangeSet
from crm_merge.jobs.models import Job
from crm_merge.jobs.registry import JobFailed, Progress, register_task
from crm_merge.jobs.services import start_job
from crm_merge.taking_back.services import NothingTakenBack, TakenBack, take_back, taken_back_by
from orders.models import BulkAction

from .running import MOST_AT_ONCE

TASK = "orders.undo_bulk_action"


def undone_by(bulk: BulkAction) -> ChangeSet | None:
    """The operation that took the action back."""
    return taken_back_by(bulk.operation) if bulk.operation else None


def is_large(bulk: BulkAction) -> bool:
    return bulk.done > MOST_AT_ONCE


def undo_now(bulk: BulkAction) -> str:
    """Take a small action back; returns the sentence for the person. Raises ``NothingTakenBack``."""
    return taken_back_sentence(take_back(bulk.operation, by=bulk.by))


def undo_later(bulk: BulkAction, title: str) -> Job:
    """Let the worker take the action back. Done twice it changes nothing the second time."""
    return start_job(TASK, by=bulk.by, title=title, page_url=bulk.get_absolute_url(), bulk=str(bulk.pk))


def taken_back_sentence(taken: TakenBack) -> str:
    if taken.is_repeat:
        return _("It was undone before.")
    number = taken.counts.changes
    return ngettext("Undone: %(count)d entry is as it was.", "Undone: %(count)d entries are as they were.", number) % {
        "count": number
    }


def nothing_taken_back() -> str:
    return _("Nothing could be undone: everything was changed again since, or your roles do not allow it.")


def task(owner: User, *, progress: Progress, bulk: str) -> str:
    """What the worker calls."""
    found = BulkAction.objects.select_related("by", "operation").get(pk=UUID(bulk), by=owner)
    try:
        return taken_back_sentence(take_back(found.operation, by=owner, source="job", progress=progress))
    except NothingTakenBack as nothing:
        raise JobFailed(nothing_taken_back()) from nothing


def register() -> None:
    register_task(TASK, task)
