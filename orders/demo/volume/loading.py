"""Loading at full speed: no triggers, no indexes in the way; everything is put back before the transaction ends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY 1
"""


@contextmanager
def bare_tables(loaded: Sequence[type[models.Model]]) -> Iterator[None]:
    """Inside, triggers do not fire and only keys are indexed; at the end indexes are built, sequences set, rows counted."""
    tables = [model._meta.db_table for model in loaded]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '768MB'; SET LOCAL work_mem = '256MB'")
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        with _without_triggers(cursor, tables):
            yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for model in loaded:
            _set_sequence(cursor, model)
            cursor.execute(f"ANALYZE {model._meta.db_table}")


@contextmanager
def _without_triggers(cursor, tables: Sequence[str]) -> Iterator[None]:
    """A superuser switches them off for this session, foreign keys too; anybody else only those of our own."""
    cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
    if cursor.fetchone() == (True,):
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
        return
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _set_sequence(cursor, model: type[models.Model]) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
    sequence = cursor.fetchone()[0]
    if sequence:
        cursor.execute(f"SELECT setval('{sequence}', greatest(max({key}), 1), max({key}) IS NOT NULL) FROM {table}")  # noqa: S608
