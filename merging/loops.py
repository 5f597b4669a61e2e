"""Values of a field that points to the same type and would make the result its own ancestor."""
# ruff: noqa: S608 - identifiers are quoted model meta data, values are parameters

from collections.abc import Sequence

from django.db import connection
from django.db.models import Field, Model


def looping_keys(field: Field, records: Sequence[Model]) -> set[int]:
    """Keys that ``field`` may not get on the merged record: the records themselves and whatever is below them.

    Such a value counts as empty; it stays readable in the merge. One statement, and only where there is a value.
    """
    if field.related_model is not type(records[0]):
        return set()
    ids = [record.pk for record in records]
    values = {getattr(record, field.attname) for record in records} - {None}
    return _below(field, ids, sorted(values)) | set(ids) if values else set()


def _below(field: Field, ids: list[int], values: list[int]) -> set[int]:
    quote = connection.ops.quote_name
    table, key, parent = (quote(name) for name in (field.model._meta.db_table, field.model._meta.pk.column, field.column))
    sql = f"""
        WITH RECURSIVE above(start, at) AS (
            SELECT {key}, {parent} FROM {table} WHERE {key} = ANY(%s)
            UNION SELECT above.start, record.{parent} FROM above JOIN {table} AS record ON record.{key} = above.at
        ) SELECT DISTINCT start FROM above WHERE at = ANY(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [values, ids])
        return {row[0] for row in cursor.fetchall()}
