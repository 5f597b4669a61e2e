"""Set-based writes that take their values from the history: rows get back what they held, deleted rows come back.

As in ``bulk`` each function is one SQL statement that writes table and history, and needs an open change set.
"""
# ruff: noqa: S608 - identifiers are quoted model meta data, values are parameters

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.db import models

from .services import current
from .statements import Statement, columns_of, history_of, insert_history, literal, quoted, table_of


class Part(NamedTuple):
    """One key of the object in a JSON column, or all keys that no other part of the column names (None)."""

    field: models.Field
    key: str | None


def put_back_with_history(
    model: type[models.Model], groups: Sequence[Collection[models.Field | Part]], rows: Mapping[int, tuple[int, Collection[int]]]
) -> int:
    """Give rows back values from the history; return how many rows were written.

    ``rows`` names by key the history row to take from and the places in ``groups`` of the fields, or parts of fields, that go
    back; everything else stays. The version rises, and what says when the row was changed says now.
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
    items = [(item, place) for place, group in enumerate(groups) for item in group]
    whole = [(item, place) for item, place in items if place in used and not isinstance(item, Part)]
    parts = [(item, place) for item, place in items if isinstance(item, Part)]
    changes = [_whole(quoted(item.column), place, table) for item, place in whole]
    for field in dict.fromkeys(item.field for item, place in parts if place in used):
        places = {item.key: place for item, place in parts if item.field == field}
        changes.append(_by_parts(quoted(field.column), places, table))
    update = f"UPDATE {table} SET {', '.join([*changes, *_touches(model)])} FROM picked JOIN {history} AS before"
    returning = f"WHERE {table}.{key} = picked.picked_key RETURNING {columns_of(model, table)}"
    statement.step("changed", f"{update} ON before.history_id = picked.before_key {returning}")
    return insert_history(statement, model, "~", "changed")


def _whole(column: str, place: int, table: str) -> str:
    return f"{column} = CASE WHEN {place} = ANY(picked.places) THEN before.{column} ELSE {table}.{column} END"


def _by_parts(column: str, places: Mapping[str | None, int], table: str) -> str:
    """Keys that go back are as they were before, those that were not there before are gone; the others are as they are now."""
    named = " ".join(f"WHEN {literal(key)} THEN {place}" for key, place in places.items() if key is not None)
    rest = places.get(None, -1)
    place = f"CASE key {named} ELSE {rest} END" if named else str(rest)
    stays = f"SELECT key, value FROM jsonb_each({table}.{column}) WHERE {place} <> ALL(picked.places)"
    returns = f"SELECT key, value FROM jsonb_each(before.{column}) WHERE {place} = ANY(picked.places)"
    return f"{column} = (SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM ({stays} UNION ALL {returns}) AS held)"


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
