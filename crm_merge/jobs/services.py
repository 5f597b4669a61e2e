"""The door to background work: start it, carry it out, see how it is.

A job's result is written in one transaction together with its end, so a job that is done has written everything and
one that failed, was canceled, or whose worker was killed, has written nothing.
"""

import logging
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from crm_merge.database.retrying import retried
from crm_merge.reference.keeping import reading

from .locks import held, is_held
from .models import Job
from .progress import ProgressWriter
from .registry import JobCanceled, JobFailed, task_named

logger = logging.getLogger(__name__)


@transaction.atomic
def start_job(task: str, *, by: Any, title: str, page_url: str, **arguments: Any) -> Job:
    """Let ``task`` be done in the background with ``arguments`` (JSON), once the transaction around this commits."""
    from .tasks import carry_out

    task_named(task)
    job = Job.objects.create(
        owner=by, task=task, arguments=arguments, title=title[:200], language=get_language() or "en", page_url=page_url
    )
    carry_out.defer(job_id=str(job.pk))
    return job


def run_job(job_id: UUID) -> None:
    """Do the work of a waiting job; a job that was begun before is left alone, so that nothing is done twice."""
    with held(job_id) as mine:
        begun = Job.objects.filter(pk=job_id, state=Job.State.WAITING) if mine else Job.objects.none()
        if begun.update(state=Job.State.RUNNING, started_at=timezone.now()):
            job = Job.objects.select_related("owner").get(pk=job_id)
            with override(job.language):
                _carry_out(job)


def _carry_out(job: Job) -> None:
    try:
        _work(job)
    except JobCanceled:
        _end(job, Job.State.CANCELED, _canceled())
    except JobFailed as failure:
        _end(job, Job.State.FAILED, str(failure))
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, job.task)
        sentence = _("Something went wrong on our side. Nothing was written. Try again, or tell your administrator.")
        _end(job, Job.State.FAILED, sentence)


@retried
def _work(job: Job) -> None:
    """The work and its end are one transaction."""
    with ProgressWriter(job.pk) as progress, reading(), transaction.atomic():
        message = task_named(job.task)(job.owner, progress=progress, **job.arguments)
        if not _end(job, Job.State.DONE, message, cancel_asked=False):
            raise JobCanceled


def _end(job: Job, state: str, message: str, **only: Any) -> int:
    return Job.objects.filter(pk=job.pk, **only).update(state=state, message=message, finished_at=timezone.now())


def _canceled() -> str:
    return _("You canceled the work. Nothing was written.")


def cancel_job(job: Job) -> bool:
    """Stop a job that is not over: one that waits at once, one that runs when it next tells how far it is.

    Returns whether it is or will be canceled; what is over stays as it is.
    """
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if waiting.update(state=Job.State.CANCELED, cancel_asked=True, message=_canceled(), finished_at=timezone.now()):
        return True
    return bool(Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True))


def settled(job: Job) -> Job:
    """The job as it is now; one whose worker is gone is seen to have failed."""
    if job.state == Job.State.RUNNING and not is_held(job.pk):
        job.refresh_from_db()
        if job.state == Job.State.RUNNING:
            sentence = _("The background worker was stopped in the middle. Nothing was written. Start it again.")
            ended = (Job.State.CANCELED, _canceled()) if job.cancel_asked else (Job.State.FAILED, sentence)
            _end(job, *ended)
            job.refresh_from_db()
    return job
