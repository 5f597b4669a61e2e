"""Taking a large operation back in the background."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.access.models import User
from crm_merge.audit.models import ChangeSet
from crm_merge.jobs.models import Job
from crm_merge.jobs.registry import JobFailed, Progress, register_task
from crm_merge.jobs.services import start_job

from .acts import title_of
from .services import NothingTakenBack, TakenBack, take_back

TASK = "taking_back.take_back"


def start(change_set: ChangeSet, *, by: User, put_back: Collection[str]) -> Job:
    """Let the operation be taken back in the background; the job's page leads to the report."""
    page = reverse("taking_back:undo", args=[change_set.pk])
    return start_job(
        TASK, by=by, title=title_of(change_set), page_url=page, operation=change_set.pk, put_back=sorted(put_back)
    )


def take_back_task(owner: User, *, progress: Progress, operation: int, put_back: list[str]) -> str:
    change_set = ChangeSet.objects.get(pk=operation)
    try:
        return said(take_back(change_set, by=owner, put_back=put_back, source="job", progress=progress))
    except NothingTakenBack as nothing:
        raise JobFailed(nothing_said()) from nothing


def said(result: TakenBack) -> str:
    """How it went, in one sentence."""
    if result.is_repeat:
        return _("%(person)s has already undone this.") % {"person": result.operation.by_name}
    number = result.counts.changes
    return ngettext("Undone: %(number)s row was changed.", "Undone: %(number)s rows were changed.", number) % {"number": number}


def nothing_said() -> str:
    return _("Nothing could be undone: everything was edited, merged or removed since, or your roles do not allow it.")


def register() -> None:
    register_task(TASK, take_back_task)
