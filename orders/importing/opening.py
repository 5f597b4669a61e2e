"""Opening an upload by its address. It is there for the person who made it and for nobody else."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from orders.models import Import

from . import steps


def own_import(user: User, pk: UUID) -> Import:
    """Raises ``Http404`` alike for missing uploads and those of others."""
    return _found(Import.objects.select_related("job", "operation", "by", "mapping__owner").filter(by=user, pk=pk).first())


def locked_import(user: User, pk: UUID) -> Import | None:
    """The same for writing, within a transaction; None while a job has it, because a page does not wait for a job."""
    rows = Import.objects.select_related("job", "by").filter(by=user, pk=pk)
    return rows.select_for_update(of=("self",), skip_locked=True).first()


def is_busy(kept: Import) -> bool:
    """Whether a job of this upload waits or runs."""
    job = steps.job_of(kept)
    return job is not None and not job.is_over


def steps_of(current: str, kept: Import | None = None) -> list[dict]:
    """The way of an import as the pages show it on top; ``current`` is upload, mapping, report or done."""
    names = {"upload": _("File"), "mapping": _("Columns"), "report": _("Check"), "done": _("Import")}
    place = list(names).index(current)
    back = {"mapping": kept.page("mapping")} if kept is not None and not kept.is_imported else {}
    return [
        {"label": label, "is_current": name == current, "is_done": position < place, "url": back.get(name)}
        for position, (name, label) in enumerate(names.items())
    ]


def _found(kept: Import | None) -> Import:
    if kept is None:
        raise Http404
    return kept
