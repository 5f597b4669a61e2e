"""Building the volume data: all of it or nothing, in one transaction."""

import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Max

from crm_merge.audit.models import ChangeSet, Subject
from crm_merge.audit.statements import history_of
from orders.models import (
    Activity,
    Address,
    Company,
    CompanySearchEntry,
    Contact,
    ContactPoint,
    ContactSearchEntry,
    Order,
    OrderContact,
    OrderLine,
    OrderSearchEntry,
    Product,
    Stage,
)
from orders.setup import ensure_defaults
from trash.models import TrashEntry

from . import attached, history, records, vocabulary
from .drawing import LAST_NUMBER
from .loading import bare_tables
from .people import create_sellers

LOADED = (Product, Company, Contact, Order, OrderContact, OrderLine, Activity, ContactPoint, Address)
ENTRIES = (OrderSearchEntry, ContactSearchEntry, CompanySearchEntry)
PAST = (Company, Contact, Order, OrderContact, OrderLine, Activity)
NUMBERED = (Company, Contact, Order)
STEPS = {
    "products": (records.PRODUCTS,),
    "companies": (records.COMPANIES,),
    "contacts": (records.CONTACTS,),
    "orders": (records.ORDERS,),
    "people of orders": (attached.BUYERS, attached.DECIDERS),
    "line items": (attached.LINES,),
    "activities": (attached.ACTIVITIES,),
    "contact points": attached.POINTS,
    "addresses": (attached.ADDRESSES,),
}


class NotEmpty(Exception):  # noqa: N818 - says what was found
    """The database has records already; nothing was written."""


def load_volume(orders: int, *, long_history: bool = False, say: Callable[[str], None] = lambda line: None) -> None:
    """Write ``orders`` orders and everything around them in proportion. The same number gives the same data.

    Raises ``NotEmpty`` when there are records already.
    """
    with transaction.atomic():
        _refuse_if_filled()
        ensure_defaults()
        values = _counts(orders) | {"owners": create_sellers(), "stages": _stages()}
        vocabulary.prepare()
        with bare_tables((*LOADED, TrashEntry, ChangeSet, Subject, *(history_of(model) for model in PAST))):
            _write(values, long_history=long_history, say=say)
            say("indexes")
        with bare_tables(ENTRIES), connection.cursor() as cursor:
            say("search entries")
            cursor.execute("SELECT orders_fill_search_entries()")
        _set_numbers()
    with connection.cursor() as cursor:
        if not connection.in_atomic_block:
            cursor.execute("VACUUM (ANALYZE)")


def _refuse_if_filled() -> None:
    if any(model.objects.exists() for model in (Order, Contact, Company, history_of(Order))):
        raise NotEmpty("This database has records already. Use an empty one, for example with VAR_DIR=var/bench.")


def _counts(orders: int) -> dict[str, int]:
    counts = {"orders": orders, "contacts": max(orders * 6 // 10, 1), "companies": max(orders // 10, 1)}
    return counts | {"trashed_orders": orders // 101, "trashed_contacts": counts["contacts"] // 97}


def _stages() -> list[int]:
    return list(Stage.objects.offered().values_list("pk", flat=True)[:6])


def _write(values: dict, *, long_history: bool, say: Callable[[str], None]) -> None:
    last = ChangeSet.objects.aggregate(last=Max("pk"))["last"] or 0
    blocks = history.blocks(values, last, long=long_history)
    with connection.cursor() as cursor:
        for name, statements in {**STEPS, "history": tuple(history.statements(blocks))}.items():
            started = time.monotonic()
            for statement in statements:
                cursor.execute(statement, values)
            say(f"{name}: {time.monotonic() - started:.0f} s")


def _set_numbers() -> None:
    with connection.cursor() as cursor:
        for model in NUMBERED:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval('{table}_number_seq', coalesce(max(number), {LAST_NUMBER})) FROM {table}")  # noqa: S608


