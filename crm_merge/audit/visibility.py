"""What of the history one reader may see. Decided in SQL by the rights on the records an operation was about (P15)."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from crm_merge.access.models import Scope
from crm_merge.access.permissions import has_right, permitted, scope_of
from crm_merge.access.registry import RecordType, record_types

from .models import ChangeSet, Subject

NOTHING = Q(pk__in=[])


def readable_ids(record_type: RecordType, reader: models.Model) -> models.QuerySet:
    """Keys of the records of one type that ``reader`` may read, in the trash or not."""
    return permitted(record_type.model._base_manager.order_by(), user=reader).values("pk")


def readable(field: str, record_type: RecordType, reader: models.Model) -> Q:
    """Rows whose ``field`` is the key of a record that ``reader`` may read.

    A destroyed record has no owner any more: its entries are for readers of all records of the type only.
    """
    scope = scope_of(reader, record_type.key, "read")
    if scope == "none":
        return NOTHING
    if scope == "all":
        return Q(**{f"{field}__isnull": False})
    return Q(**{f"{field}__in": readable_ids(record_type, reader)})


def readable_subjects(reader: models.Model) -> models.QuerySet:
    """The subjects that ``reader`` may read; others are neither shown nor counted.

    What is no record, such as a product or a role, is for those who may read the history.
    """
    types = record_types()
    condition = ~Q(record_type__in=types) if has_right(reader, "audit.read_history") else NOTHING
    for key, record_type in types.items():
        condition |= Q(record_type=key) & readable("record_id", record_type, reader)
    return Subject.objects.filter(condition)


def visible_operations(reader: models.Model) -> models.QuerySet:
    """Operations about a record that ``reader`` may read; with ``audit.read_history`` also those about no record."""
    reads_history = has_right(reader, "audit.read_history")
    if reads_history and all(scope_of(reader, key, "read") == Scope.ALL for key in record_types()):
        return ChangeSet.objects.all()
    about_readable = _is_about(readable_subjects(reader))
    if not reads_history:
        return ChangeSet.objects.filter(about_readable)
    return ChangeSet.objects.filter(about_readable | ~_is_about(Subject.objects.all()))


def _is_about(subjects: models.QuerySet) -> Q:
    """Whether an operation is about one of ``subjects``, asked operation by operation.

    Not by ``Exists``: the planner would read all subjects first, where a page wants the newest fifty operations.
    """
    return Q(IsNull(Subquery(subjects.filter(change_set=OuterRef("pk")).values("pk")[:1]), rhs=False))
