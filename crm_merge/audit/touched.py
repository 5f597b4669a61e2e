"""The history rows of one operation, net per object: what it was before, what it is after."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value

from crm_merge.access.permissions import has_right
from crm_merge.access.registry import record_types

from .models import ChangeSet, HistoryRow
from .statements import history_of
from .visibility import NOTHING, readable

LIMIT = 100


def tracked_models() -> Iterator[type[models.Model]]:
    """Every model that has a history."""
    for model in apps.get_models():
        if hasattr(model._meta, "simple_history_manager_attribute") and issubclass(history_of(model), HistoryRow):
            yield model


def parent_fields(model: type[models.Model]) -> list[models.ForeignKey]:
    """The foreign keys by which a row belongs to a record; none for records themselves."""
    if model._meta.label_lower in record_types():
        return []
    relations = [field for field in model._meta.fields if field.many_to_one]
    return [field for field in relations if field.related_model._meta.label_lower in record_types()]


def touched_models(change_set: ChangeSet) -> list[type[models.Model]]:
    """The tracked models of which the operation wrote rows; one statement."""
    by_key = {model._meta.label_lower: model for model in tracked_models()}
    first, *others = [
        history_of(model).objects.filter(change_set=change_set).order_by().values_list(Value(key)).distinct()
        for key, model in by_key.items()
    ]
    found = {row[0] for row in first.union(*others, all=True)}
    order = list(record_types())
    models_ = [model for key, model in by_key.items() if key in found]
    return sorted(models_, key=lambda model: model._meta.label_lower not in order)


def net_rows(model: type[models.Model], change_set: ChangeSet, reader: models.Model) -> models.QuerySet:
    """The last history row per object that ``reader`` may read, with ``before_id`` and ``was_<parent>`` of the row before."""
    history, key = history_of(model), model._meta.pk.attname
    newest = history.objects.filter(change_set=change_set).order_by(key, "-history_id").distinct(key)
    before = (
        history.objects.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id"))
        .exclude(change_set=change_set)
        .order_by("-history_id")
    )
    rows = history.objects.filter(history_id__in=newest.values("history_id")).filter(_readable_rows(model, reader))
    parents = {f"was_{field.name}": Subquery(before.values(field.attname)[:1]) for field in parent_fields(model)}
    return rows.annotate(before_id=Subquery(before.values("history_id")[:1]), **parents)


def _readable_rows(model: type[models.Model], reader: models.Model) -> Q:
    """Records by their own rights, rows of records by their record's, settings with the right to read the history."""
    types = record_types()
    if model._meta.label_lower in types:
        return readable(model._meta.pk.attname, types[model._meta.label_lower], reader)
    parents = parent_fields(model)
    if not parents:
        return Q() if has_right(reader, "audit.read_history") else NOTHING
    condition = NOTHING
    for field in parents:
        condition |= readable(field.attname, types[field.related_model._meta.label_lower], reader)
    return condition


def befores(model: type[models.Model], rows: list[models.Model]) -> dict[int, models.Model]:
    """The rows before ``rows`` by their history key; one statement."""
    return history_of(model).objects.in_bulk([row.before_id for row in rows if row.before_id])


def moves(model: type[models.Model], rows: models.QuerySet) -> list[dict[str, Any]]:
    """How many rows went from which record to which; one statement whatever their number."""
    names = [field.name for field in parent_fields(model)]
    if not names:
        return []
    moved = Q()
    for field in parent_fields(model):
        moved |= Q(**{f"{field.attname}__isnull": False}) & ~Q(**{field.attname: models.F(f"was_{field.name}")})
    groups = rows.filter(before_id__isnull=False).exclude(history_type="-").filter(moved).order_by()
    columns = [column for field in parent_fields(model) for column in (field.attname, f"was_{field.name}")]
    return list(groups.values(*columns).annotate(number=Count("history_id")))
