"""The bar of stages above an order: those it can take in order, the current one marked."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.templatetags.ui import icon

from .models import Order, Stage
from .reference import stages as all_stages

SIGNS = {Stage.Outcome.WON: "check", Stage.Outcome.LOST: "close"}


def stages_of(order: Order) -> list[Stage]:
    """The stages an order can take: the open ones in order, then won and lost."""
    in_use = [stage for stage in all_stages() if stage.pipeline_id == order.stage.pipeline_id and not stage.is_retired]
    offered = {stage.pk: stage for stage in in_use} | {order.stage_id: order.stage}
    return sorted(offered.values(), key=lambda stage: (stage.outcome != Stage.Outcome.OPEN, stage.position, stage.pk))


def steps(order: Order, stages: Sequence[Stage], *, may_edit: bool) -> SafeString:
    """An item per stage: a button to move there, or its name. The open ones before the current one are past."""
    at, is_lost = [stage.pk for stage in stages].index(order.stage_id), order.stage.outcome == Stage.Outcome.LOST
    past = {stage.pk for stage in stages[:at] if stage.outcome == Stage.Outcome.OPEN and not is_lost}
    items = [_step(stage, order, is_past=stage.pk in past, may_edit=may_edit) for stage in stages]
    return mark_safe("".join(items))  # noqa: S308 - every part is escaped


def _step(stage: Stage, order: Order, *, is_past: bool, may_edit: bool) -> str:
    is_current, is_end = stage.pk == order.stage_id, stage.outcome != Stage.Outcome.OPEN
    css = f"stage-{escape(stage.colour)}{' is-past' if is_past else ''}{' is-end' if is_end else ''}"
    words = f"{icon(SIGNS[stage.outcome])} {escape(str(stage))}" if is_end else escape(str(stage))
    title = _("Move to “%(stage)s”") % {"stage": escape(str(stage))}
    inside = f'<button class="stage-step" name="stage" value="{stage.pk}" title="{title}">{words}</button>'
    if is_current or not may_edit:
        inside = f'<span class="stage-step">{words}</span>'
    current = ' aria-current="step"' if is_current else ""
    return f'<li class="{css}"{current}>{inside}</li>\n'
