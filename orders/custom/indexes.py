"""The indexes of a field that lists sort and compare by, built while people go on working."""

from hashlib import sha256

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import connection
from django.db.models import Index, Model
from django.db.models.expressions import OrderBy

from orders.models.custom_fields import CustomField
from orders.models.words import TextWords

from .definitions import with_choices
from .types import type_of
from .types.base import as_text
from .values import is_list

_THERE = """
    SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relname ~ %s AND pg_table_is_visible(pg_class.oid)
"""


def is_sorted(field: CustomField) -> bool:
    """Whether lists can be sorted by the field. Several values have no order, prose and links no useful one."""
    return type_of(field).is_sorted and not is_list(field)


def index_of(field: CustomField) -> Index | None:
    """What lists compare by, and sort by unless the type orders otherwise, with the key that settles ties; of prose its words.

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


def order_index_of(field: CustomField) -> Index | None:
    """What lists sort by where that is not what they compare. Its name says which order of the choices it has."""
    expressions = type_of(field).ordering(field)
    if not is_sorted(field) or expressions == type_of(field).sorting(field):
        return None
    order = sha256(" ".join(option.key for option in field.options).encode()).hexdigest()[:8]
    return Index(*(OrderBy(expression) for expression in expressions), "id", name=f"custom_order_{field.pk}_{order}")


def keep_up(field: CustomField) -> None:
    """Build the indexes that a field in use needs, then drop those that it does not. Must run outside of a transaction.

    An index that was left unfinished, because a worker was stopped, is built anew. Called again it changes nothing.
    """
    field = with_choices().get(pk=field.pk)
    indexes = [] if field.is_retired else [one for one in (index_of(field), order_index_of(field)) if one is not None]
    there = _there(field)
    for name in (name for name, is_valid in there.items() if not is_valid):
        _drop(name)
    for index in (index for index in indexes if not there.get(index.name)):
        _build(field, index)
    for name in there.keys() - {index.name for index in indexes}:
        _drop(name)


def _there(field: CustomField) -> dict[str, bool]:
    """The indexes of the field by name, and whether they are finished."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [f"^custom_(field_{field.pk}|order_{field.pk}_.*)$"])
        return dict(cursor.fetchall())


def _build(field: CustomField, index: Index) -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.add_index(_model(field), index, concurrently=True)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(_model(field)._meta.db_table)}")  # the planner knows the expression


def _drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {connection.ops.quote_name(name)}")


def _model(field: CustomField) -> type[Model]:
    return apps.get_model(field.record_type)
