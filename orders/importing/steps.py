"""Checking and importing a kept file, at once when it is small, else in the background."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.jobs.models import Job
from crm_merge.jobs.registry import JobFailed, Progress, register_task
from crm_merge.jobs.services import settled, start_job
from orders.models import Import

from .planning.context import Context
from .report import ReportWriter, Summary
from .running import carry_out, dry_run
from .source import Stopped
from .uploads import drop_file, source_of

MOST_CHECKED_AT_ONCE = 5_000  # rows; more are checked in the background
MOST_WRITTEN_AT_ONCE = 500
CHECK, WRITE = "orders.check_import", "orders.write_import"


@transaction.atomic
def check(upload: Import, *, progress: Progress | None = None, origin: str = "page") -> None:
    """Dry run: make the report and remember its counts."""
    with _report(upload) as report:
        summary = dry_run(source_of(upload), Context(upload.by, upload.options), report=report.add, progress=progress)
    upload.state, upload.summary = Import.State.CHECKED, summary.as_json()
    upload.save()


@transaction.atomic
def write(upload: Import, *, progress: Progress | None = None, origin: str = "page") -> None:
    """Import the file. Raises ``Stopped``; then nothing was written, and the last report stays."""
    with _report(upload) as report:
        result = carry_out(source_of(upload), by=upload.by, origin=origin, report=report.add, progress=progress)
    summary, upload.operation = result
    upload.state, upload.summary = Import.State.IMPORTED, summary.as_json()
    drop_file(upload)
    upload.save()


@contextmanager
def _report(upload: Import) -> Iterator[ReportWriter]:
    """A fresh report, which takes the place of the older one only when the transaction commits."""
    fresh = upload.report_path.with_suffix(".fresh")
    try:
        with ReportWriter(fresh) as report:
            yield report
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    transaction.on_commit(lambda: _replace(fresh, upload.report_path))


def _replace(fresh: Path, old: Path) -> None:
    fresh.replace(old)


def is_large(upload: Import, limit: int) -> bool:
    return upload.examined["row_count"] > limit


def start(task: str, upload: Import, *, by: User) -> Job:
    """Let ``task`` (``CHECK`` or ``WRITE``) be done in the background; a job that is under way is not started twice."""
    with transaction.atomic():
        upload = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=upload.pk)
        if (running := job_of(upload)) is not None and not running.is_over:
            return running
        title = _("Checking %(file)s") if task == CHECK else _("Importing %(file)s")
        upload.job = start_job(
            task, by=by, title=title % {"file": upload.name}, page_url=upload.page("report"), upload=str(upload.pk)
        )
        upload.save()
        return upload.job


def job_of(upload: Import) -> Job | None:
    return settled(upload.job) if upload.job is not None else None


def _in_background(work, owner: User, progress: Progress, upload: str) -> str:
    found = Import.objects.select_for_update(of=("self",)).select_related("by").filter(pk=UUID(upload), by=owner).first()
    if found is None or not found.file:
        raise JobFailed(_("The file is no longer there. Upload it again."))
    try:
        work(found, progress=progress, origin="job")
    except Stopped as stopped:
        raise JobFailed(stopped.sentence) from stopped
    return summed_up(found)


def check_task(owner: User, *, progress: Progress, upload: str) -> str:
    return _in_background(check, owner, progress, upload)


def write_task(owner: User, *, progress: Progress, upload: str) -> str:
    return _in_background(write, owner, progress, upload)


def summed_up(upload: Import) -> str:
    """How the import or its check came out, in one sentence."""
    summary = Summary.read(upload.summary)
    if not upload.is_imported:
        return _("%(file)s was checked.") % {"file": upload.name}
    values = {"file": upload.name, "new": _number(summary, "create"), "changed": _number(summary, "update")}
    return _("%(file)s was imported: %(new)s new, %(changed)s changed.") % values


def _number(summary: Summary, action: str) -> str:
    return number_format(summary.number(action))


def register() -> None:
    register_task(CHECK, check_task)
    register_task(WRITE, write_task)
