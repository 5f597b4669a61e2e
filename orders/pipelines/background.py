"""Taking a stage or pipeline out of use while many orders are in it: in the background, all or nothing."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.jobs.models import Job
from crm_merge.jobs.registry import JobFailed, Progress, register_task
from crm_merge.jobs.services import start_job
from crm_merge.people.administration import NotPossible
from orders.models import Pipeline, Stage

from .arranging import arranging
from .removing import remove_pipeline, remove_stages
from .usage import orders_in

REMOVE = "orders.remove_stages"
MOST_AT_ONCE = 2000


def is_large(stages: list[Stage]) -> bool:
    return len(orders_in(stages).values_list("pk")[: MOST_AT_ONCE + 1]) > MOST_AT_ONCE


def remove_later(item: Pipeline | Stage, *, to: Stage, by: User) -> Job:
    title = _("Taking %(name)s out of use") % {"name": item}
    what = {item._meta.model_name: item.pk, "to": to.pk}
    return start_job(REMOVE, by=by, title=title, page_url=reverse("orders:pipelines"), **what)


def remove(owner: User, *, progress: Progress, to: int, stage: int | None = None, pipeline: int | None = None) -> str:
    """The task: what the page does at once for few orders."""
    try:
        with arranging(by=owner) as actor:
            return _remove(stage, pipeline, to, actor)
    except (NotPossible, PermissionDenied) as refusal:
        raise JobFailed(str(refusal)) from refusal


def _remove(stage: int | None, pipeline: int | None, to: int, actor: User) -> str:
    item = Stage.objects.filter(pk=stage).first() if stage else Pipeline.objects.filter(pk=pipeline).first()
    target = Stage.objects.filter(pk=to).first()
    if item is None or target is None:
        raise JobFailed(_("It is no longer there. Somebody else removed it meanwhile."))
    name = str(item)
    removes = remove_pipeline if isinstance(item, Pipeline) else _remove_stage
    return removed_words(name, removes(item, to=target, by=actor), target)


def _remove_stage(stage: Stage, *, to: Stage, by: User) -> int:
    return remove_stages([stage], to=to, by=by)


def removed_words(name: str, moved: int, target: Stage | None) -> str:
    """The sentence afterwards; the number of orders is left out: not all of them may be for the reader's eyes."""
    if moved:
        return _("%(name)s is no longer used. Its orders are now in “%(stage)s”.") % {"name": name, "stage": target}
    return _("%(name)s is no longer used.") % {"name": name}


def register() -> None:
    register_task(REMOVE, remove)
