"""What orders puts on the day: activities that are due and the person's newest orders."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from crm_merge.access.models import User

from .kinds import ORDERS, all_kinds
from .mentions import marked
from .models import Activity, Mention, Order
from .queries.reading import readable

MOST_ACTIVITIES, MOST_MENTIONS, MOST_ORDERS, DAYS_AHEAD = 8, 8, 8, 7
NAMES = ("username", "first_name", "last_name")


def due(request: HttpRequest) -> dict[str, Any]:
    """My open activities, overdue ones first, up to a week ahead."""
    return {"activities": list(due_activities(request.user)[:MOST_ACTIVITIES]), "now": timezone.now()}


def due_activities(user: User) -> QuerySet[Activity]:
    """Only those on live records that ``user`` may read."""
    horizon = timezone.now() + timedelta(days=DAYS_AHEAD)
    mine = Activity.objects.filter(responsible=user, done_at=None, due_at__lt=horizon)
    return mine.filter(_on_readable(user)).select_related("order", "contact", "company").order_by("due_at", "pk")


def _on_readable(user: User, path: str = "") -> Q:
    """Rows that hang on a live record which ``user`` may read; ``path`` leads to what hangs there."""
    found = Q()
    for kind in all_kinds():
        found |= Q(**{f"{path}{kind.name}__in": readable(user, kind.model).values("pk")})
    return found


def mentions(request: HttpRequest) -> dict[str, Any] | None:
    """The newest comments that name me and that I am not done with; nothing while there is none."""
    found = list(open_mentions(request.user)[:MOST_MENTIONS])
    for mention in found:
        person = mention.person
        mention.words = marked(mention.comment.text, [{name: getattr(person, name) for name in NAMES}])
    return {"mentions": found} if found else None


def open_mentions(user: User) -> QuerySet[Mention]:
    """Those on live records that ``user`` may read, newest first."""
    mine = Mention.objects.filter(person=user, settled=None).filter(_on_readable(user, "comment__"))
    parents = (f"comment__{kind.name}" for kind in all_kinds())
    return mine.select_related("person", "comment__author", *parents).order_by("-comment__created_at", "-pk")


def newest(request: HttpRequest) -> dict[str, Any] | None:
    """The newest orders the person is responsible for."""
    if not request.user.has_perm(ORDERS.permission("read")):
        return None
    mine = readable(request.user, Order).filter(responsible=request.user)
    orders = mine.select_related("stage", "company__responsible").order_by("-created_at", "-pk")[:MOST_ORDERS]
    may_create = request.user.has_perm(ORDERS.permission("create"))
    return {"orders": list(orders), "list_url": ORDERS.list_url, "new_url": ORDERS.new_url if may_create else ""}
