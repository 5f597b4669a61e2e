"""Rows for files: an export beside ``COPY … TO``, an import with history beside ``COPY`` and ``INSERT … SELECT``."""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection, transaction
from django.http import QueryDict

from crm_merge.access.models import User
from orders.exporting.asked import Asked
from orders.exporting.columns import SHOWN, columns_of
from orders.exporting.formats import FORMATS
from orders.exporting.streaming import csv_lines
from orders.fields.types import surroundings
from orders.importing.deciding import decide_all
from orders.importing.running import carry_out
from orders.kinds import ORDERS

from .report import Row

NUMBER = 100_000
SELECTED = f"""
SELECT 'A-' || o.number, o.title, s.name, c.name || ' ' || c.legal_form, o.amount, o.currency,
    u.first_name || ' ' || u.last_name, o.created_at
FROM orders_order o JOIN orders_stage s ON s.id = o.stage_id LEFT JOIN orders_company c ON c.id = o.company_id
    LEFT JOIN access_user u ON u.id = o.responsible_id
WHERE o.trash_entry_id IS NULL ORDER BY o.created_at DESC, o.id DESC LIMIT {NUMBER}
"""  # noqa: S608 - a constant
LOADED = "CREATE TEMPORARY TABLE loaded (reference text, title text, amount numeric) ON COMMIT DROP"
INSERTED = """
WITH fresh AS (
    INSERT INTO orders_order (reference, title, amount, source, description, created_at, version, search_key, sort_key, stage_id,
        currency, amount_from_lines, responsible_id)
    SELECT reference, title, amount, 'import', '', now(), 1, lower(title || ' ' || reference), lower(title),
        (SELECT id FROM orders_stage ORDER BY id LIMIT 1), 'EUR', false, %s FROM loaded RETURNING *)
INSERT INTO orders_historicalorder (id, reference, title, amount, source, description, created_at, updated_at, version,
    search_key, sort_key, number, stage_id, currency, amount_from_lines, responsible_id,
    history_date, history_type, change_set_id)
SELECT id, reference, title, amount, source, description, created_at, updated_at, version, search_key, sort_key,
    number, stage_id, currency, amount_from_lines, responsible_id, now(), '+', %s FROM fresh
"""


def transfer_rows(only: str) -> Iterator[Row]:
    """Each figure is one run: a hundred thousand rows even out what a single row may have met."""
    user = User.objects.get(username="admin")
    rows = {
        f"export of {NUMBER:,} rows as CSV": (_copy_out, lambda: _export(user), 8),
        f"import of {NUMBER:,} rows with history": (lambda: _copy_in(user), lambda: _import(user), 15),
    }
    for title, (floor, ours, most) in rows.items():
        if only in title:
            yield Row(title, _spent(floor), _spent(ours), most)


def _spent(work: Callable[[], object]) -> float:
    """Milliseconds; what was written is taken back outside of the measurement."""
    with transaction.atomic():
        started = time.perf_counter()
        work()
        spent = (time.perf_counter() - started) * 1000
        transaction.set_rollback(True)
    return spent


def _copy_out() -> int:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({SELECTED}) TO STDOUT (FORMAT csv, HEADER)") as copied:
        return sum(len(block) for block in copied)


def _export(user: User) -> int:
    asked = Asked(ORDERS, QueryDict(), user)
    lines = csv_lines(asked.ordered[:NUMBER], columns_of(ORDERS, SHOWN), FORMATS["csv-comma"], surroundings(user))
    return sum(len(block) for block in lines)


def _lines() -> Iterator[tuple[str, str, str]]:
    return ((f"BENCH-{place}", f"Büroausstattung {place}", f"{place}.50") for place in range(NUMBER))


def _copy_in(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM audit_changeset")
        operation = cursor.fetchone()[0]
        cursor.execute(LOADED)
        with cursor.copy("COPY loaded FROM STDIN") as copied:
            for line in _lines():
                copied.write_row(line)
        cursor.execute(INSERTED, [user.pk, operation])


def _import(user: User) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("Order number", "Title", "Amount"), *_lines()])
        carry_out(decide_all(path), by=user, origin="command", report=lambda outcome: None)
