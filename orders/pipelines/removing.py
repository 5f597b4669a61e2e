"""Taking stages out of use: their orders go to another stage, what was never used is deleted, the rest is retired."""

from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.people.administration import NotPossible
from orders.models import Order, Pipeline, Stage
from orders.stage_rules import lacking, needs, required_by

from .usage import orders_in, was_used

CHUNK = 2000
NAMED = 5


def remove_stages(stages: Sequence[Stage], *, to: Stage | None, by: User) -> int:
    """Take ``stages`` out of use, and move their orders to ``to``; return the number of orders moved.

    Raises ``NotPossible`` when orders are left and nobody said where to, or lack what that stage demands. Called
    inside ``arranging()``.
    """
    moved = _move(stages, to, by)
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        add_subjects(opened, stages)
        for stage in stages:
            _retire(stage)
    return moved


def remove_pipeline(pipeline: Pipeline, *, to: Stage | None, by: User) -> int:
    """Take all stages of ``pipeline`` out of use; without any stage left it is deleted."""
    stages = list(pipeline.stages.filter(is_retired=False))
    moved = _move(stages, to, by)  # an operation of its own: it is read by the readers of the orders
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        add_subjects(opened, [pipeline])
        for stage in stages:
            _retire(stage)
        if not pipeline.stages.exists():
            pipeline.delete()
    return moved


def use_again(stage: Stage, *, by: User) -> None:
    """Offer a retired stage again, at the end of its pipeline."""
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        last = stage.pipeline.stages.filter(is_retired=False).order_by("position").last()
        stage.is_retired, stage.position = False, 0 if last is None else last.position + 1
        stage.save()
        add_subjects(opened, [stage])


def _retire(stage: Stage) -> None:
    if was_used(stage):
        stage.is_retired = True
        stage.save()
    else:
        stage.delete()


def _move(stages: Sequence[Stage], to: Stage | None, by: User) -> int:
    """An act of administration: it needs no right on the orders, and tells nothing about them."""
    keys = list(orders_in(stages).order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if not keys:
        return 0
    if to is None or to in stages or to.is_retired:
        raise NotPossible(_("There are orders in it. Choose the stage they move to."))
    orders = Order.objects.filter(pk__in=keys)
    _refuse_incomplete(orders, to, by)
    with change_set(Kind.CHANGED, by=by) as opened:
        for start in range(0, len(keys), CHUNK):
            add_subjects(opened, orders.filter(pk__in=keys[start : start + CHUNK]).order_by("pk"))
        return update_with_history(orders, {"stage": to.pk, "version": F("version") + 1, "updated_at": Now()})


def _refuse_incomplete(orders: QuerySet[Order], to: Stage, by: User) -> None:
    incomplete = lacking(orders, to)
    if not incomplete.exists():
        return
    named = list(permitted(incomplete, user=by).order_by("pk")[:NAMED])
    rule = needs(to, [field.label for field in required_by(to)])
    advice = _("Not all orders have that. Fill it in first, or choose another stage.")
    examples = _("For example %(orders)s.") % {"orders": ", ".join(order.display_number for order in named)} if named else ""
    raise NotPossible(" ".join(part for part in (rule, advice, examples) if part))
