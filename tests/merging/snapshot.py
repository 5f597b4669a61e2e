"""The whole business state as a database dump: every row of every table as PostgreSQL writes it, and the bytes of every file.

Two states are equal when ``snapshot()`` returns equal dictionaries. Tables are found in the database, so a new one is
part of it by itself. To compare a running installation before and after, from the root of the project::

    python -m tests.merging.snapshot > before.txt    # merge, undo
    python -m tests.merging.snapshot > after.txt; diff before.txt after.txt
"""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

# Tables that are not the company's data: what was done with it, the framework's own, jobs, which edition is kept.
NOT_BUSINESS = (
    *("audit_", "merging_", "orders_bulk", "orders_select"),
    *("django_", "auth_", "account_", "procrastinate_", "cache", "reference_"),
)
HISTORY = "_historical"
# The only columns that an undone merge may leave different, by table.
BOOKKEEPING = {name: {"version", "updated_at"} for name in ("orders_order", "orders_contact", "orders_company")}

_COLUMNS = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name ORDER BY table_name
"""


def business_tables() -> dict[str, list[str]]:
    """Table name → its columns."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        found = dict(cursor.fetchall())
    return {name: columns for name, columns in found.items() if not name.startswith(NOT_BUSINESS) and HISTORY not in name}


def snapshot(*, bookkeeping: bool = False) -> dict[str, list[str]]:
    """Table name → its rows, sorted; ``files`` → name, size and hash of every file."""
    state = {}
    for table, columns in business_tables().items():
        left_out = set() if bookkeeping else BOOKKEEPING.get(table, set())
        state[table] = _rows(table, [name for name in columns if name not in left_out])
    root = Path(settings.MEDIA_ROOT)
    state["files"] = sorted(_file(path, root) for path in root.rglob("*") if path.is_file())
    return state


def _rows(table: str, columns: list[str]) -> list[str]:
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY (SELECT {names} FROM {table}) TO STDOUT") as copy:
        text = b"".join(copy).decode()
    return sorted(text.split("\n"))


def _file(path: Path, root: Path) -> str:
    content = path.read_bytes()
    return f"{path.relative_to(root)}\t{len(content)}\t{sha256(content).hexdigest()}"


def main() -> None:
    """Write the state of the configured installation."""
    for table, rows in snapshot().items():
        print(f"-- {table}", *rows, sep="\n")  # noqa: T201


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_merge.settings")
    django.setup()
    main()
