"""A batch of rows goes to the database: a fixed number of statements per batch, each with its history."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

from crm_merge.access.models import User
from crm_merge.audit.bulk import insert_with_history, update_each_with_history
from crm_merge.audit.models import ChangeSet
from crm_merge.audit.services import add_subjects
from orders.models import Address, Company, Contact, ContactPoint, Order, OrderLine, Product, Record

from .planning.batch import Batch

# What is pointed to comes before what points to it.
IN_ORDER = (User, Product, Company, Contact, Order, OrderLine, ContactPoint, Address)


def write(batch: Batch, opened: ChangeSet) -> None:
    """Write everything in ``batch`` as part of the open change set and note which records it is about."""
    for model in IN_ORDER:
        _insert(model, batch.new.get(model, []))
    for model in IN_ORDER:
        _update(model, batch.changed.get(model, []))
    records = [row for rows in (*batch.new.values(), *batch.changed.values()) for row in rows if isinstance(row, Record)]
    add_subjects(opened, records)


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    for row in rows:
        _point(row)
    if model is User:
        User.objects.bulk_create(rows)
        return
    keys = _drawn(f"pg_get_serial_sequence('{model._meta.db_table}', 'id')", len(rows))
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
    if issubclass(model, Record):
        numbers = _drawn(f"'{model._meta.db_table}_number_seq'", len(rows))
        for row, number in zip(rows, numbers, strict=True):
            row.number = number
            _derive(row)
    insert_with_history(model, [_values(row) for row in rows])


def _update(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    for row in rows:
        _point(row)
        if isinstance(row, Record):
            row.version += 1
            _derive(row)
    if model is User:
        User.objects.bulk_update(rows, ["reference", "first_name", "last_name", "email", "department"])
        return
    fixed = {"id", "number", "created_at", "trash_entry_id"} if issubclass(model, Record) else {"id"}
    update_each_with_history(model, [{"pk": row.pk, **_values(row, without=fixed)} for row in rows])


def _point(row: models.Model) -> None:
    """What the row points to may have got its key only now."""
    for field in row._meta.concrete_fields:
        if field.is_relation and field.is_cached(row) and (target := field.get_cached_value(row)) is not None:
            setattr(row, field.attname, target.pk)


def _derive(record: Record) -> None:
    record.updated_at = timezone.now()
    for name, value in record.derived_values().items():
        setattr(record, name, value)


def _values(row: models.Model, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in without}


def _drawn(sequence: str, count: int) -> list[int]:
    """The next values of a sequence, drawn at once."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [count])  # noqa: S608 - names of our own tables
        return [row[0] for row in cursor.fetchall()]
