"""Set-based writes that take their values from the history: rows get back what they held, deleted rows come back.

As in ``bulk`` each function is one SQL statement that writes table and history, and needs an open change set.
"""
# ruff: noqa: S608 - identifiers are quoted model meta data, values are parameters

from collections.abc import Collection, Mapping, Sequence

from django.db import models

from .services import current
from .statements import Statement, columns_of, history_of, insert_history, quoted, table_of


def put_back_with_history(
    model: type[models.Model], groups: Sequence[Collection[models.Field]], rows: Mapping[int, tuple[int, Collection[int]]]
) -> int:
    """Give rows back values from the history; return how many rows were written.

    ``rows`` names by key the history row to take from and the places in ``groups`` of the fields that go back; all other
    fields stay. The version rises, and what says when the row was changed says now.
    """
    current()
    if not rows:
        return 0
    table, history, key = table_of(model), table_of(history_of(model)), quoted(model._meta.pk.column)
    statement = Statement()
    given = [list(rows), [before for before, _places in rows.values()]]
    marks = [",".join(map(str, places)) for _before, places in rows.values()]
    statement.step(
        "picked",
        f"SELECT {table}.{key} AS picked_key, given.before_key, string_to_array(given.marks, ',')::integer[] AS places"
        f" FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS given(row_key, before_key, marks)"
        f" JOIN {table} ON {table}.{key} = given.row_key ORDER BY {table}.{key} FOR UPDATE OF {table}",
        [*given, marks],
        materialized=True,
    )
    used = {place for _before, places in rows.values() for place in places}
    changes = [
        f"{column} = CASE WHEN {place} = ANY(picked.places) THEN before.{column} ELSE {table}.{column} END"
        for place in sorted(used)
        for column in (quoted(field.column) for field in groups[place])
    ]
    update = f"UPDATE {table} SET {', '.join([*changes, *_touches(model)])} FROM picked JOIN {history} AS before"
    returning = f"WHERE {table}.{key} = picked.picked_key RETURNING {columns_of(model, table)}"
    statement.step("changed", f"{update} ON before.history_id = picked.before_key {returning}")
    return insert_history(statement, model, "~", "changed")


def bring_back_with_history(model: type[models.Model], history_keys: Collection[int]) -> int:
    """Insert deleted rows again, with their keys, as these history rows say; return how many there are again.

    A row whose place another one has taken by a unique rule is left out.
    """
    current()
    if not history_keys:
        return 0
    columns = columns_of(model)
    source = f"SELECT {columns} FROM {table_of(history_of(model))} WHERE history_id = ANY(%s) ORDER BY history_id"
    statement = Statement()
    insert = f"INSERT INTO {table_of(model)} ({columns}) {source} ON CONFLICT DO NOTHING RETURNING {columns}"
    statement.step("changed", insert, [list(history_keys)])
    return insert_history(statement, model, "+", "changed")


def _touches(model: type[models.Model]) -> list[str]:
    fields = model._meta.concrete_fields
    risen = [f"version = {table_of(model)}.version + 1" for field in fields if field.name == "version"]
    return risen + [f"{quoted(field.column)} = clock_timestamp()" for field in fields if getattr(field, "auto_now", False)]
