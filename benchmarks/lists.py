"""The list rows of the table: every filter, sort and depth of the order list beside its hand-written statement."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db import connection

from crm_merge.ui import paging
from orders.kinds import ORDERS
from orders.lists import list_of

from .floor import COLUMNS

LIVE = "o.trash_entry_id IS NULL"
NEWEST = "ORDER BY o.created_at DESC, o.id DESC LIMIT 51"


@dataclass(frozen=True)
class ListCase:
    """``query`` is what the product's address asks, ``sql`` the floor's statement for the same rows."""

    name: str
    title: str
    sql: str
    query: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    user: str = "admin"

    @property
    def address(self) -> str:
        return f"/orders/?{urlencode(self.query)}"


def value(sql: str) -> Any:
    """The first column of the only row of ``sql``."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def cursor_after(offset: int, sort: str = "-created") -> tuple[str, list]:
    """The address parameter for the page after the row at ``offset`` of the newest first, and the values in it."""
    order = list_of(ORDERS).order(sort)[1]
    columns = [paging._column(ORDERS.model, name) for name in order]
    row = ORDERS.model.objects.live().order_by(*order)[offset : offset + 1].get()
    values = [paging._value(row, column) for column in columns]
    return signing.Signer(salt=paging._SALT).sign_object(json.dumps(values)), values


def select(source: str = "orders_order o", where: str = "", ordered: str = NEWEST) -> str:
    condition = f"WHERE {LIVE}" + (f" AND {where}" if where else "")
    return f"{COLUMNS.format(source=source)} {condition} {ordered}"


def list_cases() -> Iterator[ListCase]:
    """Every list row; values are taken from the database that is the default now."""
    middle = value("SELECT count(*) FROM orders_order") // 2
    stage = value("SELECT stage_id FROM orders_order GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    owner = value("SELECT responsible_id FROM orders_order GROUP BY 1 ORDER BY count(*) DESC OFFSET 5 LIMIT 1")
    yield ListCase("newest", "list of 50, newest first", select())
    yield ListCase("stage", "filtered by stage", select(where="o.stage_id = %(key)s"), {"stage": stage}, {"key": stage})
    yield ListCase(
        "owner", "filtered by owner", select(where="o.responsible_id = %(key)s"), {"responsible": owner}, {"key": owner}
    )
    after, values = cursor_after(middle)
    deep = "(o.created_at, o.id) < (%(at)s::timestamptz, %(key)s::bigint)"
    yield ListCase("deep", "deep page (half way down)", select(where=deep), {"after": after}, {"at": values[0], "key": values[1]})
