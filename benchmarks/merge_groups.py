"""Orders to merge: k of them with m rows each in four relations, written by SQL before every measured merge."""
# ruff: noqa: E501 - SQL; only constants are put into the text

from django.db import connection

from orders.models import Order

_ORDERS = """
INSERT INTO orders_order (title, stage_id, currency, amount_from_lines, reference, source, responsible_id, description, created_at, version,
    search_key)
SELECT 'Vereinigung ' || key, (SELECT min(id) FROM orders_stage), 'EUR', false, 'MERGE', 'phone', %(owner)s, '', now(), 1, 'vereinigung ' || key
FROM generate_series(1, %(records)s) AS key RETURNING id
"""
_EACH = "FROM unnest(%(keys)s::bigint[]) AS parent, generate_series(1, %(rows)s) AS key"
_ROWS = (
    f"""INSERT INTO orders_orderline (order_id, position, name, quantity, unit_price, currency, discount, vat)
        SELECT parent, key, 'Schreibtisch ' || key, 1, 100 + key, 'EUR', 0, 19 {_EACH}""",
    f"""INSERT INTO orders_activity (order_id, kind, subject, body, created_at)
        SELECT parent, 'call', 'Rückruf ' || key, '', now() {_EACH}""",
    f"""INSERT INTO orders_comment (order_id, text, created_at)
        SELECT parent, 'Notiz ' || parent || '/' || key, now() {_EACH}""",
    f"""INSERT INTO orders_contactpoint (order_id, kind, label, value, normalised, is_primary)
        SELECT parent, 'web', 'work', address, address, false {_EACH}, concat(parent, '-', key, '.example') AS address""",
)


def group(records: int, rows: int, *, owner: int) -> list[Order]:
    """``records`` new orders with ``rows`` rows in each relation."""
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, {"owner": owner, "records": records})
        keys = sorted(row[0] for row in cursor.fetchall())
        for statement in _ROWS:
            cursor.execute(statement, {"keys": keys, "rows": rows})
    return list(Order.objects.filter(pk__in=keys).order_by("pk"))
