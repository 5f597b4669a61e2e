"""What takes long while many orders are concerned, in the background, all or nothing.

Taking a stage or pipeline out of use moves its orders; giving it another place writes what lists sort its orders by.
"""

from collections.abc import Iterable

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
from .saving import shift
from .usage import orders_in

REMOVE, SHIFT = "orders.remove_stages", "orders.shift_stages"
MOST_AT_ONCE = 2000
MODELS: dict[str, type[Pipeline | Stage]] = {"pipeline": Pipeline, "stage": Stage}


def is_large(stages: Iterable[Stage]) -> bool:
    return len(orders_in(stages).values_list("pk")[: MOST_AT_ONCE + 1]) > MOST_AT_ONCE


def stages_of(item: Pipeline | Stage) -> list[Stage]:
    """The stages that are concerned when ``item`` gets another place: all that stand in one order with it."""
    return list(Stage.objects.filter(pipeline=item.pipeline_id) if isinstance(item, Stage) else Stage.objects.all())


def shift_later(item: Pipeline | Stage, step: int, *, by: User) -> Job:
    title = _("Moving %(name)s") % {"name": item}
    what = {"what": item._meta.model_name, "key": item.pk, "step": step}
    return start_job(SHIFT, by=by, title=title, page_url=reverse("orders:pipelines"), **what)


def shift_task(owner: User, *, progress: Progress, what: str, key: int, step: int) -> str:
    """The task: what the buttons up and down do at once for few orders."""
    try:
        with arranging(by=owner) as actor:
            item = MODELS[what].objects.filter(pk=key).first()
            if item is None or getattr(item, "is_retired", False):
                raise JobFailed(_("It is no longer there. Somebody else removed it meanwhile."))
            shift(item, step, by=actor)
            return _("%(name)s has its new place.") % {"name": item}
    except (NotPossible, PermissionDenied) as refusal:
        raise JobFailed(str(refusal)) from refusal


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
    register_task(SHIFT, shift_task)
