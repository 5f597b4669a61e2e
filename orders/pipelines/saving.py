"""Making, changing and ordering pipelines and stages. Everything here happens inside ``arranging()``."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.text import slugify

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.people.states import State, differing
from orders.models import Currency, Pipeline, Stage

from .states import FIRST_STAGE, pipeline_state, stage_state

Placed = TypeVar("Placed", Pipeline, Stage, Currency)


def save_pipeline(pipeline: Pipeline, values: State, *, by: User) -> bool:
    """Give ``pipeline`` the state ``values``; a new one comes last and begins with an open stage."""
    is_new = pipeline.pk is None
    if not is_new and not differing(pipeline_state(pipeline), values):
        return False
    if is_new:
        pipeline.position = _end(Pipeline.objects.all())
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        _write(pipeline, values)
        if is_new:
            Stage.objects.create(pipeline=pipeline, **FIRST_STAGE)
        add_subjects(opened, [pipeline])
    return True


def save_stage(stage: Stage, values: State, *, by: User) -> bool:
    """Give ``stage`` the state ``values``; a new one comes last in its pipeline."""
    is_new = stage.pk is None
    if not is_new and not differing(stage_state(stage), values):
        return False
    if is_new:
        stage.key, stage.position = _free_key(stage.pipeline, values["name"]), _end(stage.pipeline.stages.all())
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        _write(stage, values)
        add_subjects(opened, [stage])
    return True


def _write(item: Model, values: State) -> None:
    for name, value in values.items():
        setattr(item, name, value)
    item.save()


def _free_key(pipeline: Pipeline, name: str) -> str:
    """The key by which files name the stage: its name in plain letters, numbered when it is taken."""
    base, taken = slugify(name)[:40] or "stage", set(pipeline.stages.values_list("key", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def _end(siblings: QuerySet) -> int:
    last = siblings.order_by("position").values_list("position", flat=True).last()
    return 0 if last is None else last + 1


def siblings_of(item: Placed) -> list[Placed]:
    """What stands in one order with ``item``, in that order; retired stages have no place."""
    rows = type(item).objects.order_by("position", "pk")
    return list(rows.filter(pipeline=item.pipeline_id, is_retired=False) if isinstance(item, Stage) else rows)


def shift(item: Placed, step: int, *, by: User) -> bool:
    """Move ``item`` by ``step`` places among its siblings; at the end it stays. Returns whether it moved."""
    row = siblings_of(item)
    place = row.index(item)
    target = min(max(place + step, 0), len(row) - 1)
    if target == place:
        return False
    row.insert(target, row.pop(place))
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        for position, one in enumerate(row):
            if one.position != position:
                one.position = position
                one.save()
        add_subjects(opened, [item])
    return True
