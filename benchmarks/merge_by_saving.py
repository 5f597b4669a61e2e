"""The peers' way: every related row is fetched, changed and saved by itself, its history entry with it."""

from django.db import transaction
from django.utils import timezone

from crm_merge.audit.services import change_set, current
from orders.models import Order
from trash.models import TrashEntry

from .merge_by_sql import MOVED


def merge_by_saving(orders: list[Order], *, by) -> None:
    primary, *others = orders
    with transaction.atomic(), change_set("merged", by=by):
        for other in others:
            for model in MOVED:
                for row in model.objects.filter(order=other):
                    row.order = primary
                    row.save()
            other.trash_entry = TrashEntry.objects.create(
                record_type="orders.order", record_id=other.pk, label=other.label, trashed_at=timezone.now(), by_name="Peer",
                change_set=current(), why="merged",
            )  # fmt: skip
            other.save()
