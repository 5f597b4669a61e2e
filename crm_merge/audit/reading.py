"""The history of one record, for its page and its history tab."""

from collections.abc import Callable, Collection

from django.db import models
from django.db.models import Q

from crm_merge.database.prepared import Key, prepared

from .entries import Entry, entries
from .models import ChangeSet, Subject
from .origins import origins_of
from .statements import history_of
from .touched import parent_fields, tracked_models

Leaving = Callable[[type[models.Model], Key], Collection[models.QuerySet]]


def operations_of(record: models.Model, *, reader: models.Model) -> models.QuerySet:
    """Operations that were about ``record``, wrote it or wrote a row that belonged to it.

    Those on records that became one with it are among them, as far as ``reader`` may read these.
    """
    return _operations(type(record), [record.pk, *origins_of(record, reader=reader)], how="in")


def _operations(model: type[models.Model], key: Key, *, how: str = "exact") -> models.QuerySet:
    """Their keys are gathered first, by an index each: asked one by one, the planner walks all operations, newest first."""
    subjects = Subject.objects.filter(record_type=model._meta.label_lower, **{f"record_id__{how}": key})
    written = [
        history_of(other).objects.filter(**{f"{name}__{how}": key}).order_by().values("change_set_id")
        for other, name in _places(model)
    ]
    return ChangeSet.objects.filter(pk__in=subjects.order_by().values("change_set_id").union(*written))


def _places(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Where a record of ``model`` shows up in history tables: its own, and those of the rows that belong to it."""
    places = [(model, model._meta.pk.attname)]
    for other in tracked_models():
        places += [(other, field.attname) for field in parent_fields(other) if field.related_model is model]
    return places


def _nothing(_model: type[models.Model], _key: Key) -> Collection[models.QuerySet]:
    return ()


def timeline_entries(
    record: models.Model, limit: int = 20, *, reader: models.Model, but: Leaving = _nothing, where: Q | None = None
) -> list[Entry]:
    """The newest operations of ``record`` as ``reader`` sees them; the caller has checked that ``record`` is readable.

    ``but(model, key)``, a function of a module, gives querysets of keys of change sets to leave out, ``where`` is a
    condition on change sets.
    """
    if where is None:
        return entries(_newest(record.pk, model=type(record), limit=limit, but=but), reader=reader, opened=record)
    return entries(_left(type(record), record.pk, but).filter(where)[:limit], reader=reader, opened=record)


@prepared
def _newest(key: int, *, model: type[models.Model], limit: int, but: Leaving) -> models.QuerySet:
    return _left(model, key, but)[:limit]


def _left(model: type[models.Model], key: Key, but: Leaving) -> models.QuerySet:
    operations = _operations(model, key)
    for keys in but(model, key):
        operations = operations.exclude(pk__in=keys)
    return operations.order_by("-at", "-pk")
