"""How many records each saved filter finds: bounded, each in one statement that may not take long, kept for a minute."""

import hashlib
from collections.abc import Iterable

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict

from crm_merge.access.models import User
from crm_merge.access.permissions import scope_of
from orders.kinds import RecordKind, all_kinds
from orders.models import SavedFilter
from orders.queries.counting import MOST_COUNTED, Total

from .asking import Asking
from .fields import filter_fields
from .listing import ListFilter

MOST_FILTERS, SECONDS_KEPT, MILLISECONDS = 30, 60, 2000


def counts(kind: RecordKind, saved: Iterable[SavedFilter], *, user: User) -> dict[int, Total]:
    """Totals by the key of the filter; one that takes too long has none."""
    keys = {one.pk: _key(one, user) for one in list(saved)[:MOST_FILTERS]}
    known = cache.get_many(keys.values())
    fields, asking = filter_fields(kind), Asking(user, kind)
    fresh: dict[str, int] = {}
    for one in saved:
        key = keys.get(one.pk)
        if key and key not in known:
            chosen = ListFilter(kind, QueryDict(one.query), user=user, fields=fields)
            chosen.asking.memo = asking.memo  # people and stages are read once for all
            fresh[key] = _count(chosen.live)
    cache.set_many(fresh, SECONDS_KEPT)
    found = {pk: (known | fresh)[key] for pk, key in keys.items()}
    return {pk: _total(number) for pk, number in found.items() if number >= 0}


def _total(number: int) -> Total:
    return Total(number) if number <= MOST_COUNTED else Total(MOST_COUNTED, "over")


def _count(records: QuerySet) -> int:
    """How many, at most one more than the bound; -1 when the database would need too long."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {MILLISECONDS}")
            return records.order_by()[: MOST_COUNTED + 1].count()
    except OperationalError:
        return -1


def _key(saved: SavedFilter, user: User) -> str:
    """What a count depends on, the rights of this moment among it: a right that is taken away takes its counts along."""
    scopes = [scope_of(user, kind.record_type, "read") for kind in all_kinds()]
    parts = (saved.pk, saved.query, user.pk, user.department_id, user.time_zone, *scopes)
    return f"filter-count-{hashlib.sha256(repr(parts).encode()).hexdigest()}"
