"""One SQL statement made of named steps (``WITH a AS (…), b AS (…) INSERT INTO history …``).

Identifiers come from model meta data and are quoted; values are always parameters.
"""
# ruff: noqa: S608 - identifiers are quoted model meta data, values are parameters

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from .services import current

HISTORY_COLUMNS = ("history_date", "history_type", "history_change_reason", "history_user_id", "change_set_id")


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def literal(text: str) -> str:
    """``text`` as a constant of a statement with parameters: for keys inside of a JSON column, which are a kind of names."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def table_of(model: type[models.Model]) -> str:
    return quoted(model._meta.db_table)


def _recorded_columns(model: type[models.Model]) -> list[str]:
    """Columns of ``model`` that its history table has too."""
    kept = {field.name for field in history_of(model)._meta.concrete_fields}
    return [field.column for field in model._meta.concrete_fields if field.name in kept]


@cache
def history_of(model: type[models.Model]) -> type[models.Model]:
    """The history table of a tracked model. Kept: simple_history builds a manager class each time it is asked."""
    return model._meta.simple_history_manager_attribute and getattr(
        model, model._meta.simple_history_manager_attribute
    ).model


def columns_of(model: type[models.Model], table: str = "") -> str:
    """The recorded columns of ``model`` as a list for RETURNING."""
    prefix = f"{table}." if table else ""
    return ", ".join(prefix + quoted(column) for column in _recorded_columns(model))


class Statement:
    """Collects steps and runs them as one statement."""

    def __init__(self) -> None:
        self._steps: list[str] = []
        self._params: list[Any] = []

    def step(self, name: str, sql: str, params: Sequence[Any] = (), *, materialized: bool = False) -> None:
        """Add a step that later ones refer to as ``name``."""
        hint = "MATERIALIZED " if materialized else ""
        self._steps.append(f"{name} AS {hint}({sql})")
        self._params.extend(params)

    def run(self, sql: str, params: Sequence[Any]) -> int:
        """Run the steps followed by ``sql``; return the number of rows that ``sql`` wrote."""
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(self._steps)} {sql}", [*self._params, *params])
            return cursor.rowcount


def insert_history(statement: Statement, model: type[models.Model], sign: str, step: str) -> int:
    """Finish ``statement``: copy the rows of ``step`` into the history of ``model`` as ``+``, ``~`` or ``-``."""
    opened = current()
    columns = columns_of(model)
    extra = ", ".join(quoted(column) for column in HISTORY_COLUMNS)
    sql = (
        f"INSERT INTO {table_of(history_of(model))} ({columns}, {extra})"
        f" SELECT {columns}, clock_timestamp(), %s, NULL, NULL::bigint, %s::bigint FROM {step}"
    )
    return statement.run(sql, [sign, opened.pk])
