"""Who uses a stage: orders that are in it now, and everything that remembers that one was."""

from collections.abc import Iterable

from django.db.models import QuerySet

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from orders.models import Order, Stage


def orders_in(stages: Iterable[Stage]) -> QuerySet[Order]:
    """The live orders in ``stages``. Those in the trash stay as they were put away."""
    return Order.objects.live().filter(stage__in=[stage.pk for stage in stages])


def number_in(stages: Iterable[Stage], *, reader: User) -> int:
    """How many orders are in ``stages``, of those that ``reader`` may read."""
    return permitted(orders_in(stages), user=reader).count()


def was_used(stage: Stage) -> bool:
    """Whether an order is or ever was in ``stage``; history and undoing a merge then need it."""
    return Order.objects.filter(stage=stage).exists() or Order.history.filter(stage_id=stage.pk).exists()
