"""Database guards: no new row can be attached to a record in the trash (P12).

A trigger looks at the parent after locking it, so a row that waited for a merge to commit sees the result of it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection
from django.db.migrations.operations.base import Operation, OperationCategory

CONSTRAINT = "parent_is_live"
AS_OF = "crm_merge.as_of"

_FUNCTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $guard$
DECLARE
    entry bigint;
BEGIN
{checks}
    RETURN NEW;
END
$guard$
"""

_CHECK = """
    IF NEW.{column} IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.{column} IS DISTINCT FROM OLD.{column}) THEN
        SELECT parent.trash_entry_id INTO entry FROM {parent} AS parent WHERE parent.id = NEW.{column} FOR KEY SHARE;
        IF entry IS NOT NULL AND NOT EXISTS (
            SELECT FROM trash_trashentry AS earlier WHERE earlier.id = entry
            AND earlier.change_set_id < NULLIF(current_setting('{as_of}', true), '')::bigint
        ) THEN
            RAISE EXCEPTION 'The record % in {parent} is in the trash; nothing can be attached to it.', NEW.{column}
                USING ERRCODE = '23514', CONSTRAINT = '{constraint}', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
"""

_TRIGGER = """
CREATE OR REPLACE TRIGGER {trigger} BEFORE INSERT OR UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION {function}()
"""


class GuardLiveParents(Operation):
    """Refuse rows of ``model_name`` whose new parent is in the trash: ``{foreign key column: parent table}``."""

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL

    def __init__(self, model_name: str, parents: Mapping[str, str]) -> None:
        self.model_name = model_name
        self.parents = dict(parents)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The guard lives in the database only."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        names = self._names(app_label, schema_editor, to_state)
        schema_editor.execute(_FUNCTION.format(checks=self._checks(schema_editor.quote_name), **names), params=None)
        columns = ", ".join(schema_editor.quote_name(column) for column in self.parents)
        schema_editor.execute(_TRIGGER.format(columns=columns, **names), params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        names = self._names(app_label, schema_editor, from_state)
        schema_editor.execute("DROP TRIGGER IF EXISTS {trigger} ON {table}".format(**names), params=None)
        schema_editor.execute("DROP FUNCTION IF EXISTS {function}()".format(**names), params=None)

    def describe(self) -> str:
        return f"Keep new rows of {self.model_name} off records in the trash"

    @property
    def migration_name_fragment(self) -> str:
        return f"guard_{self.model_name.lower()}"

    def _checks(self, quote: Any) -> str:
        return "".join(
            _CHECK.format(column=quote(column), parent=quote(parent), constraint=CONSTRAINT, as_of=AS_OF)
            for column, parent in self.parents.items()
        )

    def _names(self, app_label: str, schema_editor: Any, state: Any) -> dict[str, str]:
        table = state.apps.get_model(app_label, self.model_name)._meta.db_table
        names = {"table": table, "function": f"{table}_live_parents", "trigger": f"{table}_live_parents"}
        return {key: schema_editor.quote_name(name) for key, name in names.items()}


class RenewGuard(GuardLiveParents):
    """The same for a guard that is there already. Going back leaves it as it is."""

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """An older program does not use what is new."""


@contextmanager
def as_of(change_set_id: int) -> Iterator[None]:
    """Rows that come back may hang on records that were in the trash before that change set already, as they did then.

    Needs a transaction. Records that came into the trash since stay guarded.
    """
    _set_as_of(str(change_set_id))
    yield
    _set_as_of("")  # after an error the database forgets it with everything else


def _set_as_of(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [AS_OF, value])


def explains(error: IntegrityError) -> bool:
    """Whether ``error`` says that a row was about to be attached to a record in the trash."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == CONSTRAINT
