"""Another valid value for any column of any model, so that tests can alter whatever there is."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, models

STRANGE = "strange"  # a key that nobody declared
SPECIAL = {"currency": ("EUR", "USD"), "outcome": ("open", "won")}


def other_value(field: models.Field, value: Any) -> Any:
    """A value of ``field`` that differs from ``value``."""
    if field.name in SPECIAL:
        return next(one for one in SPECIAL[field.name] if one != value)
    if field.many_to_one:
        return field.related_model._base_manager.exclude(pk=value).order_by("-pk").values_list("pk", flat=True).first()
    if field.choices:
        return next(key for key, _label in field.flatchoices if key not in (value, ""))
    if isinstance(field, models.JSONField):
        return value | {STRANGE: f"{value.get(STRANGE, '')}x"}
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return value + timedelta(microseconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.DecimalField):
        return (value or 0) + 1
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1_000_000
    text = str(value)
    return f"{text[:-1]}{'y' if text.endswith('x') else 'x'}"


def write(row: models.Model, column: str, value: Any) -> None:
    """Write one column past the model and the history, as somebody with a database client would."""
    table, name = row._meta.db_table, connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        plain = connection.ops.adapt_json_value(value, None) if isinstance(value, dict) else value
        cursor.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [plain, row.pk])
