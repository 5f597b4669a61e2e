"""Rows that a merge deleted come back from the journal, into a database that went on since."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Field, Model

from crm_merge.audit.bulk import insert_with_history, update_with_history

from .changes import Return
from .handing_over import Led, hand_over
from .journal import decode
from .lookup import lookup
from .references import writable
from .rules import Unite

if TYPE_CHECKING:
    from .row_changes import RowChange

Row = dict[str, Any]  # attribute name → value


def bring_back(change: "RowChange", kept: Sequence[dict[str, Any]], back: Return) -> None:
    """Insert the kept rows with their old keys; those that stood in for others on the primary meanwhile go home.

    A row stays in the journal when its like was added to the primary since, when it links to something that is gone,
    or when a rule of the database gives its place to another by now.
    """
    if not kept:
        return
    rows = [{column: decode(value) for column, value in row.items()} for row in kept]
    there = _take_home(change, rows) if back.partly else set()
    there |= _taken(change, rows)
    missing, led = _linked(change, [row for row in rows if change.key_of(row) not in there], back)
    _yield_flags(change, missing)
    insert_with_history(change.rule.model, [_complete(change.rule.model, row) for row in missing], skip_clashes=True)
    hand_over(change.rule.model, missing, led)


def _take_home(change: "RowChange", rows: Sequence[Row]) -> set[int]:
    """Move rows that are on the primary to the records they came from; return the keys of all that exist."""
    key, parent = change.key_of, change.rule.attname
    there = set(change.rows.filter(pk__in=[key(row) for row in rows]).values_list("pk", flat=True))
    if there:
        homes = {key(row): row[parent] for row in rows if key(row) in there}
        on_primary = change.rows.filter(pk__in=there, **{parent: change.primary_id})
        update_with_history(on_primary, {change.rule.fk: lookup(change.rule.model, change.rule.fk, homes)})
    return there


def _taken(change: "RowChange", rows: Sequence[Row]) -> set[int]:
    """Keys of rows whose like hangs on the same record by now; only the primary can have got any."""
    mine = [row for row in rows if row[change.rule.attname] == change.primary_id]
    if not mine or not isinstance(change.rule, Unite):
        return set()
    columns = [change.rule.model._meta.get_field(name).attname for name in change.rule.same]
    now = set(change.rows.filter(**{change.rule.attname: change.primary_id}).values_list(*columns))
    return {change.key_of(row) for row in mine if tuple(row[column] for column in columns) in now}


def _linked(change: "RowChange", rows: list[Row], back: Return) -> tuple[list[Row], Led]:
    """The rows with links that can be written now; without those that have to link to something that is gone.

    Beside them the links that lead to what a record was merged into since.
    """
    fields = [field for field in change.rule.model._meta.concrete_fields if field.many_to_one and field.name != change.rule.fk]
    led: Led = {}
    for field in fields:
        reached = writable(field, [row.get(field.attname) for row in rows], back.merge)
        rows = [row for row in rows if field.null or row.get(field.attname) in reached]
        for row in rows:
            before, now = row.get(field.attname), reached.get(row.get(field.attname))
            row[field.attname] = now
            if now != before and now is not None:
                led.setdefault(field, {})[change.key_of(row)] = before
    return rows, led


def _yield_flags(change: "RowChange", rows: Sequence[Row]) -> None:
    """A flag that only one row may carry stays where somebody put it since."""
    flag, split = getattr(change.rule, "first_of", ""), getattr(change.rule, "split", "")
    flagged = [row for row in rows if flag and row[flag]]
    if not flagged:
        return
    parent = change.rule.attname
    carriers = change.rows.filter(**{f"{parent}__in": {row[parent] for row in flagged}, flag: True})
    carried = set(carriers.values_list(parent, split))
    for row in flagged:
        row[flag] = (row[parent], row[split]) not in carried


def _complete(model: type[Model], row: Row) -> Row:
    """The row by field name; columns that came to the model since get their default."""
    return {field.name: row[field.attname] if field.attname in row else _default(field) for field in model._meta.concrete_fields}


def _default(field: Field) -> Any:
    return field.get_default()
