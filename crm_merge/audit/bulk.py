"""The only door for set-based writes on tracked models.

Each function is one SQL statement: it locks the rows in key order, writes them, and copies what was written into
the history table, so that table and history cannot part. Values never pass through Python and stay exact.
All of them need an open change set.
"""
# ruff: noqa: S608 - identifiers are quoted model meta data, values are parameters

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL
from django.db.models.sql import UpdateQuery

from .services import current
from .statements import Statement, columns_of, insert_history, quoted, table_of


def update_with_history(queryset: models.QuerySet, values: Mapping[str, Any]) -> int:
    """Set ``values`` (plain or expressions) on the rows of ``queryset``; return how many were written."""
    current()
    try:
        statement = _picking(queryset)
        update, params = _update_sql(queryset.model, values)
    except EmptyResultSet:
        return 0
    statement.step("changed", f"{update} RETURNING {columns_of(queryset.model)}", params)
    return insert_history(statement, queryset.model, "~", "changed")


def delete_with_history(queryset: models.QuerySet) -> int:
    """Delete the rows of ``queryset``, keeping each as a last history row; return how many were deleted."""
    current()
    try:
        statement = _picking(queryset)
    except EmptyResultSet:
        return 0
    table, key = table_of(queryset.model), quoted(queryset.model._meta.pk.column)
    delete = f"DELETE FROM {table} WHERE {key} IN (SELECT picked_key FROM picked) RETURNING {columns_of(queryset.model)}"
    statement.step("changed", delete)
    return insert_history(statement, queryset.model, "-", "changed")


def insert_with_history(
    model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, skip_clashes: bool = False
) -> int:
    """Insert ``rows`` (field name or column → value, the key included when it must be kept); return their number.

    Every row names the same fields. Values are stored as given; no default and no ``save()`` of the model runs. With
    ``skip_clashes`` a row whose place a unique rule gives to another one is left out, without history.
    """
    current()
    if not rows:
        return 0
    names = list(rows[0])
    if any(set(row) != set(names) for row in rows):
        raise ValueError("Every row has to name the same fields.")
    fields = [model._meta.get_field(name) for name in names]
    target = f"{table_of(model)} ({', '.join(quoted(field.column) for field in fields)})"
    clash = " ON CONFLICT DO NOTHING" if skip_clashes else ""
    given, params = _given(names, fields, rows)
    statement = Statement()
    statement.step("changed", f"INSERT INTO {target} {given}{clash} RETURNING {columns_of(model)}", params)
    return insert_history(statement, model, "+", "changed")


def update_each_with_history(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> int:
    """Give every row its own values: each of ``rows`` names ``pk`` and the same fields. Return how many were written.

    Values are stored as given; no ``save()`` of the model runs. Rows that are gone are left out.
    """
    current()
    if not rows:
        return 0
    names = [name for name in rows[0] if name != "pk"]
    if any(set(row) != {"pk", *names} for row in rows):
        raise ValueError("Every row has to name the same fields.")
    key, table = model._meta.pk, table_of(model)
    fields = [model._meta.get_field(name) for name in names]
    statement = Statement()
    columns = ", ".join(["given_key", *(f"given_{place}" for place in range(len(fields)))])
    statement.step(f"given({columns})", *_given(("pk", *names), (key, *fields), rows))
    picking = f"SELECT {quoted(key.column)} FROM {table} WHERE {quoted(key.column)} IN (SELECT given_key FROM given)"
    statement.step("picked(picked_key)", f"{picking} ORDER BY 1 FOR UPDATE", materialized=True)
    changes = ", ".join(f"{quoted(field.column)} = given.given_{place}" for place, field in enumerate(fields))
    joined = f"FROM given JOIN picked ON picked_key = given_key WHERE {table}.{quoted(key.column)} = given_key"
    statement.step("changed", f"UPDATE {table} SET {changes} {joined} RETURNING {columns_of(model, table)}")
    return insert_history(statement, model, "~", "changed")


def _given(names: Sequence[str], fields: Sequence[models.Field], rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
    """SQL that gives the values of ``rows`` as rows: one parameter per column, however many rows there are.

    A parameter per value costs more than the writing itself. Columns that hold arrays leave no other way.
    """
    types = [_plain_type(field) for field in fields]
    real = connections[connection.alias]  # asking the stand-in for it a million times takes as long as preparing the values
    columns = [[_db_value(field, row[name], real) for row in rows] for name, field in zip(names, fields, strict=True)]
    if not any(kind.endswith("]") for kind in types):
        return f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in types)})", columns
    line = f"({', '.join(f'%s::{kind}' for kind in types)})"
    return f"VALUES {', '.join([line] * len(rows))}", [value for row in zip(*columns, strict=True) for value in row]


def _plain_type(field: models.Field) -> str:
    """The column's type without length or digits: a cast to varchar(5) would cut, one to numeric(5,2) would round."""
    kind = str(field.db_type(connection))
    return kind.partition("(")[0] + ("[]" if kind.endswith("]") else "")


def move_rows(
    model: type[models.Model],
    fk_name: str,
    *,
    to_id: int,
    from_ids: Collection[int],
    line_id: int | None = None,
    row_ids: Collection[int] | None = None,
    record_in: type[models.Model] | None = None,
) -> int:
    """Point the rows that refer to ``from_ids`` (only ``row_ids`` of them, if given) at ``to_id``.

    With ``record_in`` and ``line_id`` each moved row is noted there with the key it came from, for ``move_back``.
    """
    current()
    table, key, foreign = _names(model, fk_name)
    only = f" AND {key} = ANY(%s)" if row_ids is not None else ""
    params = [list(from_ids)] + ([list(row_ids)] if row_ids is not None else [])
    statement = Statement()
    statement.step(
        "picked",
        f"SELECT {key} AS picked_key, {foreign} AS picked_from FROM {table}"
        f" WHERE {foreign} = ANY(%s){only} ORDER BY {key} FOR UPDATE",
        params,
        materialized=True,
    )
    returning = f"{columns_of(model, table)}, picked.picked_key, picked.picked_from"
    update = f"UPDATE {table} SET {foreign} = %s{_next_version(model)} FROM picked"
    statement.step("changed", f"{update} WHERE {table}.{key} = picked.picked_key RETURNING {returning}", [to_id])
    if record_in is not None:
        _note_moves(statement, record_in, line_id)
    return insert_history(statement, model, "~", "changed")


def _note_moves(statement: Statement, record_in: type[models.Model], line_id: int | None) -> None:
    line, row, origin = (quoted(record_in._meta.get_field(name).column) for name in ("line", "row_id", "from_id"))
    statement.step(
        "noted",
        f"INSERT INTO {table_of(record_in)} ({line}, {row}, {origin}) SELECT %s::bigint, picked_key, picked_from FROM changed",
        [line_id],
    )


def move_back(
    model: type[models.Model],
    fk_name: str,
    *,
    line_id: int,
    to_id: int,
    record_in: type[models.Model],
    from_ids: Collection[int] | None = None,
) -> int:
    """Revert ``move_rows``: rows noted under ``line_id`` that still refer to ``to_id`` go back where they came from.

    With ``from_ids`` only rows that came from these go back. Rows that were deleted or moved on since are left alone.
    """
    current()
    table, key, foreign = _names(model, fk_name)
    line, row, origin = (quoted(record_in._meta.get_field(name).column) for name in ("line", "row_id", "from_id"))
    only = f" AND moved.{origin} = ANY(%s)" if from_ids is not None else ""
    statement = Statement()
    statement.step(
        "picked",
        f"SELECT {table}.{key} AS picked_key, moved.{origin} AS picked_from FROM {table}"
        f" JOIN {table_of(record_in)} AS moved ON moved.{row} = {table}.{key}"
        f" WHERE moved.{line} = %s AND {table}.{foreign} = %s{only} ORDER BY {table}.{key} FOR UPDATE OF {table}",
        [line_id, to_id] + ([list(from_ids)] if from_ids is not None else []),
        materialized=True,
    )
    update = f"UPDATE {table} SET {foreign} = picked.picked_from{_next_version(model)} FROM picked"
    returning = columns_of(model, table)
    statement.step("changed", f"{update} WHERE {table}.{key} = picked.picked_key RETURNING {returning}")
    return insert_history(statement, model, "~", "changed")


def _next_version(model: type[models.Model]) -> str:
    """Rows that are records themselves rise their version, so that a form opened before the move is seen to be stale."""
    versions = [field.column for field in model._meta.concrete_fields if field.name == "version"]
    return "".join(f", {quoted(column)} = {table_of(model)}.{quoted(column)} + 1" for column in versions)


def _picking(queryset: models.QuerySet) -> Statement:
    """Begin a statement with the keys of ``queryset``, locked in key order."""
    picked = queryset if queryset.query.is_sliced else queryset.order_by("pk")
    sql, params = picked.select_for_update(of=("self",)).values_list("pk").query.sql_with_params()
    statement = Statement()
    statement.step("picked(picked_key)", sql, params, materialized=True)
    return statement


def _update_sql(model: type[models.Model], values: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    picked = model._base_manager.filter(pk__in=RawSQL("SELECT picked_key FROM picked", []))
    query = picked.query.chain(UpdateQuery)
    query.add_update_values(values)
    return query.get_compiler(connection=connection).as_sql()


def _names(model: type[models.Model], fk_name: str) -> tuple[str, str, str]:
    field = model._meta.get_field(fk_name)
    return table_of(model), quoted(model._meta.pk.column), quoted(field.column)


def _db_value(field: models.Field, value: Any, real: BaseDatabaseWrapper) -> Any:
    """As the driver takes it; members of choices and other kinds of text are the text they are, since a list is of one type."""
    ready = field.get_db_prep_save(value, real)
    return str.__str__(ready) if isinstance(ready, str) else ready
