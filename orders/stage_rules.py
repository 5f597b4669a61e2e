"""What an order needs to be in a stage, asked at the moment of writing, of one order and of many."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .fields.catalogue import fields_of
from .fields.field import RecordField
from .kinds import ORDERS
from .models import Order, Stage

Fields = Mapping[str, RecordField]


def requirable_fields() -> dict[str, RecordField]:
    """By key: the fields of an order that people fill in on its form, and that can be empty."""
    return {key: field for key, field in fields_of(ORDERS).items() if _can_be_required(field)}


def _can_be_required(field: RecordField) -> bool:
    """What is read with rows of its own cannot be asked of an order that is not written yet."""
    own = _own_column(field)
    return field.is_editable and field.compared is not None and not field.prefetch and (own is None or own.blank)


def _own_column(field: RecordField):
    try:
        return Order._meta.get_field(field.compared.path if field.compared else "")
    except FieldDoesNotExist:
        return None


def is_missing(field: RecordField, order: Order) -> bool:
    """Whether ``order``, as it is in memory, has nothing in ``field``."""
    value = field.read(order)
    if isinstance(value, tuple):  # an amount and its currency
        value = value[0]
    return value is None or value == "" or value == []


def missing_in(field: RecordField) -> Q:
    """The orders that have nothing in ``field``. Those that are asked need the ``annotations`` of what it compares."""
    compared, own = field.compared, _own_column(field)
    given = compared.answer("empty", [True]) if compared.answer else None
    if given is not None:
        return given
    nothing = Q(**{f"{compared.path}__isnull": True})
    return nothing | Q(**{compared.path: ""}) if own is not None and not own.null else nothing


def _asked(orders: QuerySet, required: Iterable[RecordField]) -> QuerySet:
    return orders.annotate(**{name: made for field in required for name, made in field.compared.annotations.items()})


def required_by(stage: Stage, known: Fields | None = None) -> list[RecordField]:
    """What ``stage`` demands; a key that means nothing any more demands nothing. ``known`` saves asking again per stage."""
    if not stage.required_fields:
        return []
    known = requirable_fields() if known is None else known
    return [field for key, field in known.items() if key in stage.required_fields]


def missing_fields(order: Order, stage: Stage, known: Fields | None = None) -> list[RecordField]:
    """What ``order``, as it is in memory, lacks to be in ``stage``."""
    return [field for field in required_by(stage, known) if is_missing(field, order)]


def missing_for_stage(order: Order, stage: Stage) -> list[str]:
    """The labels of what ``order`` lacks to be in ``stage``."""
    return [str(field.label) for field in missing_fields(order, stage)]


def newly_missing(order: Order, stored: Order | None, known: Fields | None = None) -> list[RecordField]:
    """What writing ``order`` over ``stored`` would leave out: everything when it enters a stage, else what it empties.

    An order that was in its stage before the stage began to demand something can still be changed.
    """
    missing = missing_fields(order, order.stage, known)
    if stored is None or stored.stage_id != order.stage_id:
        return missing
    return [field for field in missing if not is_missing(field, stored)]


def lacking(orders: QuerySet, stage: Stage) -> QuerySet:
    """Those of ``orders`` that lack something to be in ``stage``."""
    return _lacking(orders, required_by(stage))


def _lacking(orders: QuerySet, required: Sequence[RecordField]) -> QuerySet:
    return _asked(orders, required).filter(reduce(or_, map(missing_in, required))) if required else orders.none()


def missing_of_each(orders: QuerySet, stage: Stage) -> dict[int, list[str]]:
    """By key of the order the labels of what it lacks to be in ``stage``; one statement, none if nothing is required."""
    required = required_by(stage)
    if not required:
        return {}
    flags = {f"lacks_{place}": _flag(missing_in(field)) for place, field in enumerate(required)}
    rows = _lacking(orders, required).annotate(**flags).values_list("pk", *flags)
    labels = [str(field.label) for field in required]
    return {pk: [label for label, lacks in zip(labels, found, strict=True) if lacks] for pk, *found in rows}


def refusals(orders: QuerySet, stage: Stage) -> dict[int, str]:
    """By key those of ``orders`` that cannot be put into ``stage``, with the sentence that says why; one statement."""
    return {pk: needs(stage, labels) for pk, labels in missing_of_each(orders, stage).items()}


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003


def needs(stage: Stage, labels: Iterable[str | Promise]) -> str:
    """The sentence for whoever left something out."""
    return _("Stage “%(stage)s” needs: %(fields)s.") % {"stage": stage, "fields": ", ".join(map(str, labels))}
