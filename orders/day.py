"""What orders puts on the day: activities that are due and the person's newest orders."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from crm_merge.access.models import User

from .kinds import ORDERS, all_kinds
from .models import Activity, Order
from .queries.reading import readable

MOST_ACTIVITIES, MOST_ORDERS, DAYS_AHEAD = 8, 8, 7


def due(request: HttpRequest) -> dict[str, Any]:
    """My open activities, overdue ones first, up to a week ahead."""
    return {"activities": list(due_activities(request.user)[:MOST_ACTIVITIES]), "now": timezone.now()}


def due_activities(user: User) -> QuerySet[Activity]:
    """Only those on live records that ``user`` may read."""
    horizon = timezone.now() + timedelta(days=DAYS_AHEAD)
    on_readable = Q()
    for kind in all_kinds():
        on_readable |= Q(**{f"{kind.name}__in": readable(user, kind.model).values("pk")})
    mine = Activity.objects.filter(responsible=user, done_at=None, due_at__lt=horizon)
    return mine.filter(on_readable).select_related("order", "contact", "company").order_by("due_at", "pk")


def newest(request: HttpRequest) -> dict[str, Any] | None:
    """The newest orders the person is responsible for."""
    if not request.user.has_perm(ORDERS.permission("read")):
        return None
    mine = readable(request.user, Order).filter(responsible=request.user)
    orders = mine.select_related("stage", "company__responsible").order_by("-created_at", "-pk")[:MOST_ORDERS]
    may_create = request.user.has_perm(ORDERS.permission("create"))
    return {"orders": list(orders), "list_url": ORDERS.list_url, "new_url": ORDERS.new_url if may_create else ""}
