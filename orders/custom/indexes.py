"""One index per field that lists sort and compare by, of live records only, built while people go on working."""

from django.apps import apps
from django.db import connection
from django.db.models import Index, Model
from django.db.models.expressions import OrderBy

from orders.models.custom_fields import CustomField
from trash.models import LIVE

from .types import type_of
from .values import is_list

_STATE = """
    SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = %s
    AND pg_table_is_visible(pg_class.oid)
"""


def is_sorted(field: CustomField) -> bool:
    """Whether lists can be sorted by the field. Several values have no order, prose and links no useful one."""
    return type_of(field).is_sorted and not is_list(field)


def index_of(field: CustomField) -> Index:
    """The expressions that lists sort by, then the key that settles ties. Named after the field's own key."""
    columns = [OrderBy(expression) for expression in type_of(field).sorting(field)]
    return Index(*columns, "id", condition=LIVE, name=f"custom_field_{field.pk}")


def keep_up(field: CustomField) -> None:
    """Build the index of a field in use, drop that of a retired one. Must run outside of a transaction.

    An index that was left unfinished, because a worker was stopped, is built anew. Called again it changes nothing.
    """
    wanted = is_sorted(field) and not field.is_retired
    state = _is_valid(index_of(field).name) if is_sorted(field) else None
    if state is not None and not (wanted and state):
        _drop(field)
    if wanted and not state:
        _build(field)


def _is_valid(name: str) -> bool | None:
    """None when there is no such index."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [name])
        found = cursor.fetchone()
    return found[0] if found else None


def _build(field: CustomField) -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.add_index(_model(field), index_of(field), concurrently=True)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(_model(field)._meta.db_table)}")  # the planner knows the expression


def _drop(field: CustomField) -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.remove_index(_model(field), index_of(field), concurrently=True)


def _model(field: CustomField) -> type[Model]:
    return apps.get_model(field.record_type)
