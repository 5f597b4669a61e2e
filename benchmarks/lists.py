"""The list rows of the table: every filter, sort and depth of the order list beside its hand-written statement."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from crm_merge.ui import paging
from orders.kinds import ORDERS
from orders.lists import list_of

from .cases import PageCase
from .floor import keys, listed, template

COLUMNS = """
SELECT o.id, 'A-' || o.number AS number, o.title, s.colour, s.name_de AS stage, c.id AS company_id,
    concat_ws(' ', c.name, nullif(c.legal_form, '')) AS company, o.amount, o.currency,
    u.first_name || ' ' || u.last_name AS owner, o.created_at AS created
FROM {source} JOIN orders_stage s ON s.id = o.stage_id LEFT JOIN orders_company c ON c.id = o.company_id
    LEFT JOIN access_user u ON u.id = o.responsible_id
"""
LIVE = "o.trash_entry_id IS NULL"
ORDER = "orders_order o"
WITH_ENTRY = "orders_ordersearchentry e JOIN orders_order o ON o.id = e.record_id"
NEWEST = "o.created_at DESC, o.id DESC"


Values = Mapping[str, Any]
NOTHING: Values = {}


def _case(name: str, title: str, sql: str, query: Values = NOTHING, params: Values = NOTHING, user: str = "admin") -> PageCase:
    """``query`` is what the product's address asks, ``sql`` the floor's statement for the same rows."""
    same = listed if user == "admin" else keys
    return PageCase(name, title, f"/orders/?{urlencode(query)}", {"rows": (sql, params)}, template("rows"), user, same=same)


def list_cases() -> Iterator[PageCase]:
    """Every list row; values are taken from the database that is the default now."""
    stage = _value("SELECT id FROM orders_stage WHERE key = 'offer'")
    owner = _value("SELECT id FROM access_user WHERE username = 'teammate'")
    department = _value("SELECT department_id FROM access_user WHERE username = 'sales'")
    yield _case("newest", "list of 50, newest first", _select())
    yield _case("stage", "filtered by stage", _select(where="o.stage_id = %(key)s"), {"stage": stage}, {"key": stage})
    owned = _select(where="o.responsible_id = %(key)s")
    yield _case("owner", "filtered by owner", owned, {"responsible": owner}, {"key": owner})
    yield _case("source", "filtered by source", _select(where="o.source = 'other'"), {"source": "other"})
    allowed = _select(where="u.department_id = %(key)s")
    yield _case("department", "what a seller may see", allowed, {}, {"key": department}, "sales")
    yield from _searches()
    yield from _sorts()
    yield from _deep_pages()


SEARCHES = {
    "a name: müller": ("müller", "'muller':*"),
    "a frequent word: büroausstattung": ("büroausstattung", "'buroausstattung':*"),
    "two words: schmitz köln": ("schmitz köln", "'schmitz':* & 'koln':*"),
    "a number: A-1500": ("A-1500", "'a1500':A"),
}


PHONE = """
SELECT right(point.normalised, 7) FROM orders_contactpoint AS point JOIN orders_ordercontact AS link USING (contact_id)
WHERE point.kind = 'phone' ORDER BY link.id LIMIT 1
"""


def _searches() -> Iterator[PageCase]:
    digits = _value(PHONE)
    phone = {"the end of a phone number": (digits, f"'{digits}' | '-{digits[::-1]}':*")}
    for place, (title, (text, words)) in enumerate({**SEARCHES, **phone}.items()):
        sql = _select(WITH_ENTRY, "e.words @@ %(words)s::tsquery")
        yield _case(f"search{place}", f"search, {title}", sql, {"q": text}, {"words": words})


SORTS = {
    "record": (ORDER, "o.number", "o.id"),
    "stage": (WITH_ENTRY, "e.stage_place", "e.record_id"),
    "company": (WITH_ENTRY, "e.company_key", "e.record_id"),
    "amount": (ORDER, "o.currency, o.amount", "o.id"),
    "responsible": (WITH_ENTRY, "e.owner_key", "e.record_id"),
}


def _sorts() -> Iterator[PageCase]:
    for key, (source, columns, tie) in SORTS.items():
        present = f"{columns.split(', ')[-1]} IS NOT NULL"
        yield _case(f"sort_{key}", f"sorted by {key}", _select(source, present, f"{columns}, {tie}"), {"sort": key})


def _deep_pages() -> Iterator[PageCase]:
    """The page after the row half way down."""
    for key, source, columns in (
        ("-created", ORDER, "o.created_at, o.id"),
        ("stage", WITH_ENTRY, "e.stage_place, e.record_id"),
        ("company", WITH_ENTRY, "e.company_key, e.record_id"),
    ):
        down = key.startswith("-")
        after, values = _half_way(key)
        names = [f"%(value{place})s" for place in range(len(values))]
        beyond = f"({columns}) {'<' if down else '>'} ({', '.join(names)})"
        order = ", ".join(f"{column} DESC" if down else column for column in columns.split(", "))
        params = {f"value{place}": value for place, value in enumerate(values)}
        title = f"deep page, sorted by {key.removeprefix('-')}"
        yield _case(f"deep{key}", title, _select(source, beyond, order), {"sort": key, "after": after}, params)


def _half_way(sort: str) -> tuple[str, list]:
    """The cursor after the row half way down, and the values in it, by the product's own paging."""
    listing = list_of(ORDERS)
    order = listing.order(sort)
    rows = order.sortable(ORDERS.model.objects.live())
    section = paging._sections([paging._column(rows, name) for name in order.names], None)[0]
    ordered = section.rows(rows, down=sort.startswith("-"), beyond=None)
    row = ordered[ordered.count() // 2]
    return section.token(row), [column.value(row) for column in section.columns]


def _value(sql: str) -> Any:
    """The first column of the only row of ``sql``."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _select(source: str = ORDER, where: str = "true", ordered: str = NEWEST) -> str:
    return f"{COLUMNS.format(source=source)} WHERE {LIVE} AND {where} ORDER BY {ordered} LIMIT 50"
