"""What an order needs to be in a stage, asked at the moment of writing, of one order and of many."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .models import Order, Stage

OWN = ("amount", "company", "responsible", "source", "begins_on", "closes_on", "reference", "description")


@dataclass(frozen=True)
class Requirable:
    """A field that a stage can demand. ``missing`` are the orders that have nothing in it."""

    key: str
    label: str | Promise
    missing: Q

    def is_missing(self, order: Order) -> bool:
        return getattr(order, self.key) in (None, "")


def requirable_fields() -> dict[str, Requirable]:
    """By key, in the order of the form. The one place that knows what keys mean."""
    fields = (Order._meta.get_field(name) for name in OWN)
    return {
        field.name: Requirable(field.name, field.verbose_name, Q(**{f"{field.name}__isnull": True} if field.null else {field.name: ""}))
        for field in fields
    }


def required_by(stage: Stage) -> list[Requirable]:
    """What ``stage`` demands; a key that means nothing any more demands nothing."""
    known = requirable_fields() if stage.required_fields else {}
    return [field for key, field in known.items() if key in stage.required_fields]


def missing_fields(order: Order, stage: Stage) -> list[Requirable]:
    """What ``order``, as it is in memory, lacks to be in ``stage``."""
    return [field for field in required_by(stage) if field.is_missing(order)]


def missing_for_stage(order: Order, stage: Stage) -> list[str]:
    """The labels of what ``order`` lacks to be in ``stage``."""
    return [str(field.label) for field in missing_fields(order, stage)]


def newly_missing(order: Order, stored: Order | None) -> list[Requirable]:
    """What writing ``order`` over ``stored`` would leave out: everything when it enters a stage, else what it empties.

    An order that was in its stage before the stage began to demand something can still be changed.
    """
    missing = missing_fields(order, order.stage)
    if stored is None or stored.stage_id != order.stage_id:
        return missing
    return [field for field in missing if not field.is_missing(stored)]


def lacking(orders: QuerySet, stage: Stage) -> QuerySet:
    """Those of ``orders`` that lack something to be in ``stage``."""
    required = required_by(stage)
    return orders.filter(reduce(or_, (field.missing for field in required))) if required else orders.none()


def missing_of_each(orders: QuerySet, stage: Stage) -> dict[int, list[str]]:
    """By key of the order the labels of what it lacks to be in ``stage``; one statement, none if nothing is required."""
    required = required_by(stage)
    if not required:
        return {}
    flags = {f"lacks_{place}": _flag(field.missing) for place, field in enumerate(required)}
    rows = lacking(orders, stage).annotate(**flags).values_list("pk", *flags)
    labels = [str(field.label) for field in required]
    return {pk: [label for label, lacks in zip(labels, found, strict=True) if lacks] for pk, *found in rows}


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003


def needs(stage: Stage, labels: Iterable[str | Promise]) -> str:
    """The sentence for whoever left something out."""
    return _("Stage “%(stage)s” needs: %(fields)s.") % {"stage": stage, "fields": ", ".join(map(str, labels))}
