"""The history of one record, for its page and its history tab."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from .entries import Entry, entries
from .models import ChangeSet, Subject
from .statements import history_of
from .touched import parent_fields, tracked_models


def operations_of(record: models.Model) -> models.QuerySet:
    """Operations that were about ``record``, wrote it or wrote a row that belonged to it.

    Their keys are gathered first, by an index each: asked one by one, the planner walks all operations, newest first.
    """
    about = Subject.objects.filter(record_type=record._meta.label_lower, record_id=record.pk).order_by().values("change_set_id")
    written = [
        history_of(model).objects.filter(**{name: record.pk}).order_by().values("change_set_id")
        for model, name in _places(type(record))
    ]
    return ChangeSet.objects.filter(pk__in=about.union(*written))


def _places(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Where a record of ``model`` shows up in history tables: its own, and those of the rows that belong to it."""
    places = [(model, model._meta.pk.attname)]
    for other in tracked_models():
        places += [(other, field.attname) for field in parent_fields(other) if field.related_model is model]
    return places


def timeline_entries(
    record: models.Model,
    limit: int = 20,
    *,
    reader: models.Model,
    but: Collection[models.QuerySet] = (),
    where: Q | None = None,
) -> list[Entry]:
    """The newest operations of ``record`` as ``reader`` sees them; the caller has checked that ``record`` is readable.

    ``but`` are querysets of keys of change sets to leave out, ``where`` is a condition on change sets.
    """
    operations = operations_of(record).filter(where or Q())
    for keys in but:
        operations = operations.exclude(pk__in=keys)
    return entries(operations.order_by("-at", "-pk")[:limit], reader=reader)
