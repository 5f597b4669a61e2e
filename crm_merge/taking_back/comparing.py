"""The statement that compares rows before an operation, after it and now. See ``reading.Found`` for its columns."""
# ruff: noqa: S608 - identifiers are quoted model meta data, values are parameters

from collections.abc import Iterator, Sequence

from django.db.models import ForeignKey, Model

from crm_merge.audit.statements import history_of, quoted, table_of
from crm_merge.audit.touched import parent_fields, tracked_models
from trash.models import Trashable, TrashEntry

from .values import Value, is_record

ENTRIES = table_of(TrashEntry)


def statement(model: type[Model], values: Sequence[Value]) -> str:
    """Compares ``values``, those of ``values_of``. Takes ``keys``, ``firsts``, ``lasts`` and ``operation``."""
    history, table, key = table_of(history_of(model)), table_of(model), quoted(model._meta.pk.column)
    return f"""
        SELECT {", ".join(_columns(model, key, values))}
        FROM unnest(%(keys)s::bigint[], %(firsts)s::bigint[], %(lasts)s::bigint[]) AS spans(key, first, last)
        JOIN {history} AS earliest ON earliest.history_id = spans.first
        JOIN {history} AS after ON after.history_id = spans.last
        LEFT JOIN LATERAL (
            SELECT * FROM {history} AS older WHERE older.{key} = spans.key AND older.history_id < spans.first
            ORDER BY older.history_id DESC LIMIT 1
        ) AS before ON earliest.history_type <> '+'
        LEFT JOIN {table} AS now ON now.{key} = spans.key
        {_joins(model)}
        ORDER BY spans.key"""


def touched_statement(model: type[Model]) -> str:
    """Takes ``operation`` and ``most``: the spans of rows that anybody wrote, or worked on, after the operation."""
    history, key = table_of(history_of(model)), quoted(model._meta.pk.column)
    later = f"EXISTS (SELECT FROM {history} AS later WHERE later.{key} = spans.key AND later.history_id > spans.last)"
    used = _works_on(model) if is_record(model) else _stands_in_use(model)
    return f"""
        SELECT key, first, last FROM (
            SELECT {key} AS key, min(history_id) AS first, max(history_id) AS last FROM {history}
            WHERE change_set_id = %(operation)s GROUP BY {key}
        ) AS spans WHERE {" OR ".join([later, *used])} ORDER BY key LIMIT %(most)s"""


def _columns(model: type[Model], key: str, values: Sequence[Value]) -> Iterator[str]:
    yield from ("spans.key", "before.history_id", "after.history_id")
    yield from ("earliest.history_type = '+'", "after.history_type = '-'", f"now.{key} IS NOT NULL")
    yield from _of_record(model) if is_record(model) else _of_row(model)
    follows = next((value.follows for value in values if value.follows), "")
    yield f"coalesce(now.{quoted(model._meta.get_field(follows).column)}, false)" if follows else "false"
    yield _places(values, lambda value: _any(value, "before", "after"))
    yield _places(values, lambda value: f"NOT ({_any(value, 'now', 'after')})")
    yield _places(values, lambda value: f"NOT ({_any(value, 'now', 'before')})")
    yield _places(values, _lost)


def _of_record(model: type[Model]) -> Iterator[str]:
    """In the trash and why, put there by the operation, used since; a record belongs to no other."""
    entry = quoted("trash_entry_id")
    yield "entry.why"
    yield f"before.history_id IS NOT NULL AND before.{entry} IS NULL AND after.{entry} IS NOT NULL"
    yield f"coalesce(now.{entry} = after.{entry}, false)"
    yield f"earliest.history_type = '+' AND ({' OR '.join(_works_on(model)) or 'false'})"
    yield from ("NULL", "NULL", "false")


def _works_on(model: type[Model]) -> Iterator[str]:
    """Whether another operation wrote a row that refers to the record."""
    for other in tracked_models():
        for field in other._meta.concrete_fields:
            if field.many_to_one and field.related_model is model:
                yield (
                    f"EXISTS (SELECT FROM {table_of(history_of(other))} AS used WHERE used.{quoted(field.column)} = spans.key"
                    " AND used.change_set_id <> %(operation)s)"
                )


def _of_row(model: type[Model]) -> Iterator[str]:
    """Why its record is in the trash, and which record that is: the first of those that the row refers to."""
    owners = parent_fields(model)
    yield _first(owners, lambda field, place: f"entry{place}.why", "text")
    yield from ("false", "false", f"earliest.history_type = '+' AND ({' OR '.join(_stands_in_use(model)) or 'false'})")
    yield _first(owners, lambda field, place: str(place), "integer")
    yield _first(owners, lambda field, place: _owner(model, field), "bigint")
    made = _first(owners, lambda field, place: _was_made(field.related_model, _owner(model, field)), "boolean")
    yield f"coalesce({made}, false)"


def _first(owners: Sequence[ForeignKey], say, kind: str) -> str:
    given = ((place, field, _owner(field.model, field)) for place, field in enumerate(owners))
    cases = " ".join(f"WHEN {owner} IS NOT NULL THEN {say(field, place)}" for place, field, owner in given)
    return f"CASE {cases} END" if cases else f"NULL::{kind}"


def _owner(model: type[Model], field: ForeignKey) -> str:
    """The record that the row belongs to now, or did when it was deleted."""
    key, column = quoted(model._meta.pk.column), quoted(field.column)
    return f"(CASE WHEN now.{key} IS NULL THEN after.{column} ELSE now.{column} END)"


def _was_made(model: type[Model], row: str) -> str:
    """Whether the operation made the row of ``model`` whose key is ``row``."""
    history, key = table_of(history_of(model)), quoted(model._meta.pk.column)
    written = f"SELECT FROM {history} AS made WHERE made.{key} = {row} AND made.change_set_id = %(operation)s"
    return f"EXISTS ({written} AND made.history_type = '+')"


def _stands_in_use(model: type[Model]) -> Iterator[str]:
    """Whether a row refers to it that does not itself go when the operation is taken back."""
    for relation in model._meta.get_fields(include_hidden=True):
        links = (relation.one_to_many or relation.one_to_one) and relation.auto_created
        if links and relation.field.db_constraint:  # history rows refer to it too, and do not hold it
            other, column = relation.related_model, quoted(relation.field.column)
            user = f"SELECT FROM {table_of(other)} AS used WHERE used.{column} = spans.key"
            yield f"EXISTS ({user} AND NOT ({_goes(other)}))"


def _goes(model: type[Model]) -> str:
    if is_record(model) or model not in tracked_models():
        return "false"
    made = _was_made(model, f"used.{quoted(model._meta.pk.column)}")
    owners = (_was_made(field.related_model, f"used.{quoted(field.column)}") for field in parent_fields(model))
    return " AND ".join([made, *(f"NOT {owner}" for owner in owners)])


def _joins(model: type[Model]) -> str:
    """The entries of the trash that concern the row."""
    if is_record(model):
        return f"LEFT JOIN {ENTRIES} AS entry ON entry.id = now.trash_entry_id"
    return " ".join(
        f"LEFT JOIN {table_of(field.related_model)} AS owner{place} ON owner{place}.id = {_owner(model, field)}"
        f" LEFT JOIN {ENTRIES} AS entry{place} ON entry{place}.id = owner{place}.trash_entry_id"
        for place, field in enumerate(parent_fields(model))
    )


def _places(values: Sequence[Value], condition) -> str:
    cases = ", ".join(f"CASE WHEN {condition(value)} THEN {place} END" for place, value in enumerate(values))
    return f"array_remove(ARRAY[{cases}]::integer[], NULL)"


def _any(value: Value, one: str, other: str) -> str:
    """Whether any part of the value differs."""
    pairs = zip(value.of(one), value.of(other), strict=True)
    return " OR ".join(f"{this} IS DISTINCT FROM {that}" for this, that in pairs)


def _lost(value: Value) -> str:
    """Whether the value was a link to something that is deleted or in the trash by now."""
    missing = []
    for field in value.links:
        model, column = field.related_model, quoted(field.column)
        live = " AND linked.trash_entry_id IS NULL" if issubclass(model, Trashable) else ""
        there = f"SELECT FROM {table_of(model)} AS linked WHERE linked.{quoted(model._meta.pk.column)} = before.{column}{live}"
        missing.append(f"(before.{column} IS NOT NULL AND NOT EXISTS ({there}))")
    return " OR ".join(missing) or "false"
