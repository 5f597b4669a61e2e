"""What procrastinate calls in the worker for this app."""

from django.db import connection
from procrastinate.contrib.django import app

from .custom.indexes import keep_up
from .models import CustomField


@app.task(name="orders.index_custom_field")
def index_custom_field(key: int) -> None:
    """Build or drop the index of a field. No transaction: the table stays writable meanwhile."""
    try:
        if field := CustomField.objects.filter(pk=key).first():
            keep_up(field)
    finally:
        if not connection.in_atomic_block:
            connection.close()
