"""The whole business state as plain data: every row of every table, exact, and the bytes of every file.

Two states are equal when ``snapshot()`` returns equal dictionaries. Bookkeeping columns, which an undone merge may
leave different, are those of the merge specs and nothing else.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from crm_merge.audit.models import HistoryRow
from merging.registry import specs
from trash.models import TrashEntry

BOOKKEEPING = frozenset().union(*(spec.bookkeeping for spec in specs()))


def business_models() -> list:
    """Every model whose rows are the company's data: records, what hangs on them, links, the catalogue, the trash."""
    models = apps.get_app_config("orders").get_models(include_auto_created=True)
    return [model for model in models if not issubclass(model, HistoryRow)] + [TrashEntry]


def snapshot(*, bookkeeping: bool = False) -> dict[str, list[str]]:
    """Table name → its rows as text, sorted; ``files`` → name and bytes."""
    state = {model._meta.db_table: _rows(model, bookkeeping=bookkeeping) for model in business_models()}
    root = Path(settings.MEDIA_ROOT)
    state["files"] = sorted(f"{path.relative_to(root)} {path.read_bytes()!r}" for path in root.rglob("*") if path.is_file())
    return state


def _rows(model, *, bookkeeping: bool) -> list[str]:
    columns = [field.column for field in model._meta.concrete_fields if bookkeeping or field.name not in BOOKKEEPING]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ROW({names})::text FROM {connection.ops.quote_name(model._meta.db_table)}")
        return sorted(row[0] for row in cursor.fetchall())
