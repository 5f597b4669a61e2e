"""One index per field that lists sort and compare by, built while people go on working."""

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import connection
from django.db.models import Index, Model
from django.db.models.expressions import OrderBy

from orders.models.custom_fields import CustomField
from orders.models.words import TextWords

from .types import type_of
from .types.base import as_text
from .values import is_list

_STATE = """
    SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = %s
    AND pg_table_is_visible(pg_class.oid)
"""


def is_sorted(field: CustomField) -> bool:
    """Whether lists can be sorted by the field. Several values have no order, prose and links no useful one."""
    return type_of(field).is_sorted and not is_list(field)


def index_of(field: CustomField) -> Index | None:
    """What lists sort and compare by, with the key that settles ties; of prose its words. Named after the field's own key.

    It holds trashed rows too, because PostgreSQL keeps no statistics of expressions in partial indexes, and without them
    a condition that fits ten rows looks like one that fits a third. Several values of one field are found by the index of
    the whole column.
    """
    name = f"custom_field_{field.pk}"
    if field.type == "long_text":
        return GinIndex(TextWords(as_text(field)), name=name)
    if is_list(field) or field.type == "file":
        return None
    columns = [OrderBy(expression) for expression in type_of(field).sorting(field)]
    return Index(*columns, "id", name=name)


def keep_up(field: CustomField) -> None:
    """Build the index of a field in use, drop that of a retired one. Must run outside of a transaction.

    An index that was left unfinished, because a worker was stopped, is built anew. Called again it changes nothing.
    """
    index = index_of(field)
    if index is None:
        return
    state = _is_valid(index.name)
    if state is not None and (field.is_retired or not state):
        _drop(field, index)
    if not field.is_retired and not state:
        _build(field, index)


def _is_valid(name: str) -> bool | None:
    """None when there is no such index."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [name])
        found = cursor.fetchone()
    return found[0] if found else None


def _build(field: CustomField, index: Index) -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.add_index(_model(field), index, concurrently=True)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(_model(field)._meta.db_table)}")  # the planner knows the expression


def _drop(field: CustomField, index: Index) -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.remove_index(_model(field), index, concurrently=True)


def _model(field: CustomField) -> type[Model]:
    return apps.get_model(field.record_type)
