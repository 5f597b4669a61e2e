"""The floor of a merge: what has to be written, by hand and set-based, with the same history and the same journal.

It locks in key order, decides nothing, compares nothing, checks no rights, and could not be taken back by a person.
"""
# ruff: noqa: E501, S608 - SQL; only model meta data is put into the text

from django.db import connection, models, transaction

from crm_merge.audit.statements import HISTORY_COLUMNS, columns_of, history_of, table_of
from orders.models import Activity, Comment, ContactPoint, Order, OrderLine

MOVED = (OrderLine, Activity, Comment, ContactPoint)
CHANGE_SET = """
INSERT INTO audit_changeset (kind, at, by_key, by_name, reason, source, details)
VALUES ('merged', now(), %(by)s, 'Floor', '', 'page', '{}') RETURNING id
"""
LOCK = "SELECT to_jsonb(o) FROM orders_order o WHERE id = ANY (%(keys)s) ORDER BY id FOR UPDATE"
MERGE = """
INSERT INTO merging_merge (record_type, primary_id, primary_label, primary_values, at, by_key, by_name, reason, fingerprint, change_set_id,
    undone_by_name, journal_version)
SELECT 'orders.order', id, title, to_jsonb(o), now(), %(by)s, 'Floor', '', '', %(change_set)s, '', 1 FROM orders_order o WHERE id = %(primary)s
RETURNING id
"""
MERGED = """
INSERT INTO merging_mergedrecord (merge_id, record_type, record_id, primary_id, letter, label, number, values, is_live)
SELECT %(merge)s, 'orders.order', id, %(primary)s, row_number() OVER (ORDER BY id), title, 'A-' || number, to_jsonb(o), true
FROM orders_order o WHERE id = ANY (%(others)s)
"""
LINES = """
INSERT INTO merging_journalline (merge_id, position, kind, data)
SELECT %(merge)s, place, 'move_rows', jsonb_build_object('from_ids', %(others)s::bigint[]) FROM generate_series(1, 6) AS place RETURNING id
"""
SUBJECTS = """
INSERT INTO audit_subject (change_set_id, record_type, record_id, label, role)
SELECT %(change_set)s, 'orders.order', id, title, CASE WHEN id = %(primary)s THEN 'primary' ELSE 'merged' END
FROM orders_order WHERE id = ANY (%(keys)s)
"""
TRASH = """
INSERT INTO trash_trashentry (record_type, record_id, label, trashed_at, by_key, by_name, why, reason, change_set_id, held_by)
SELECT 'orders.order', id, title, now(), %(by)s, 'Floor', 'merged', '', %(change_set)s, 'merge:' || %(merge)s
FROM orders_order WHERE id = ANY (%(others)s)
"""


def _with_history(model: type[models.Model], update: str, *, noted: str = "") -> str:
    columns = columns_of(model, table_of(model))
    plain = columns_of(model)
    history = f"INSERT INTO {table_of(history_of(model))} ({plain}, {', '.join(HISTORY_COLUMNS)})"
    facts = "clock_timestamp(), '~', NULL, NULL::bigint, %(change_set)s::bigint"
    extra = ", picked.was" if noted else ""
    return f"WITH {update} RETURNING {columns}{extra}){noted} {history} SELECT {plain}, {facts} FROM changed"


def _moving(model: type[models.Model]) -> str:
    table = table_of(model)
    picked = f"picked AS MATERIALIZED (SELECT id, order_id AS was FROM {table} WHERE order_id = ANY (%(others)s) ORDER BY id FOR UPDATE)"
    update = f"{picked}, changed AS (UPDATE {table} SET order_id = %(primary)s FROM picked WHERE {table}.id = picked.id"
    noted = ", noted AS (INSERT INTO merging_movedrow (line_id, row_id, from_id) SELECT %(line)s, id, was FROM changed)"
    return _with_history(model, update, noted=noted)


PUT_AWAY = _with_history(
    Order,
    'changed AS (UPDATE orders_order SET trash_entry_id = entry.id, version = "orders_order".version + 1 FROM trash_trashentry entry'
    " WHERE entry.record_type = 'orders.order' AND entry.record_id = orders_order.id AND orders_order.id = ANY (%(others)s)",
)
TOUCH = _with_history(
    Order, "changed AS (UPDATE orders_order SET version = version + 1, updated_at = now() WHERE id = %(primary)s"
)
MOVES = {model: _moving(model) for model in MOVED}


def merge_by_sql(keys: list[int], *, by: int) -> None:
    """Merge the orders into the first of them: 14 statements, whatever their number and that of their rows."""
    values = {"by": by, "keys": keys, "primary": keys[0], "others": keys[1:]}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, values)
        cursor.execute(CHANGE_SET, values)
        values["change_set"] = cursor.fetchone()[0]
        cursor.execute(MERGE, values)
        values["merge"] = cursor.fetchone()[0]
        cursor.execute(MERGED, values)
        cursor.execute(LINES, values)
        lines = [row[0] for row in cursor.fetchall()]
        for line, statement in zip(lines, MOVES.values(), strict=False):
            cursor.execute(statement, values | {"line": line})
        for statement in (TRASH, PUT_AWAY, TOUCH, SUBJECTS):
            cursor.execute(statement, values)
