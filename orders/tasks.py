"""What procrastinate calls in the worker for this app."""

from django.db import connection
from procrastinate.contrib.django import app

from .custom.indexes import keep_up
from .keeping_uploads import forget_old
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


@app.periodic(cron="23 * * * *")
@app.task(name="orders.forget_kept_uploads", queueing_lock="orders.forget_kept_uploads")
def forget_kept_uploads(timestamp: int) -> None:
    """Every hour: files that came with forms which nobody sent again."""
    try:
        forget_old()
    finally:
        if not connection.in_atomic_block:
            connection.close()
