"""No list reads a whole table: every statement of every list is explained on a table large enough to matter."""

import json
import re
from itertools import product

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm_merge.access.models import Department, Grant, Role, User
from orders.demo.volume import load_volume
from orders.kinds import KINDS
from orders.lists import list_of
from orders.models import Company, Contact, Stage
from tests.orders.custom.tools import built_in_only

pytestmark = pytest.mark.django_db
ORDERS = 20_000
BOUNDED_COUNT = "LIMIT 1001) subquery"  # "more than 1,000": it stops there, so it may begin anywhere
# A handful of rows by their keys: how small tables are joined to them does not depend on a million others.
BY_KEYS = re.compile(r'"orders_order"\."id" IN \(\d')
RECORDS = {
    "orders_order",
    "orders_contact",
    "orders_company",
    "orders_ordercontact",
    "orders_contactpoint",
    "orders_ordersearchentry",
    "orders_contactsearchentry",
    "orders_companysearchentry",
}

COMPANIES = ("orders_company", "orders_companysearchentry")  # two thousand: joined to others they are best read at once


@pytest.fixture(scope="module")
def volume(django_db_setup, django_db_blocker):
    """The volume data for all tests of this module, and who looks at it, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_volume(ORDERS)
        _own_only()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield {name: _signed_in(name) for name in ("admin", "sales", "manager", "own")}
        transaction.set_rollback(True)


def _own_only() -> None:
    role = Role.objects.create(name="Own records")
    Grant.objects.bulk_create(
        Grant(role=role, record_type=kind.record_type, action="read", scope="own") for kind in KINDS.values()
    )
    user = User.objects.create(username="own", department=Department.objects.get(name="Vertrieb West"))
    user.roles.add(role)


@pytest.fixture
def ask(volume):
    """The record tables that a page of ``username`` reads from end to end."""

    def whole_tables(username: str, address: str, query: dict) -> list[str]:
        client = volume[username]
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address, query)
        assert response.status_code == 200
        asked = [entry["sql"] for entry in captured if entry["sql"].startswith(("SELECT", "(SELECT"))]
        statements = [sql for sql in asked if "orders_" in sql and not BY_KEYS.search(sql)]
        small = () if address.startswith("/companies/") else COMPANIES
        read = (table for sql in statements if BOUNDED_COUNT not in sql for table in _scanned(_plan(sql)))
        return [table for table in read if table in RECORDS and table not in small]

    return whole_tables


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def _plan(sql: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", [])
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _scanned(node: dict) -> list[str]:
    below = [table for part in node.get("Plans", ()) for table in _scanned(part)]
    return [node["Relation Name"], *below] if node["Node Type"] == "Seq Scan" else below


def _sorts(kind: str) -> list[str]:
    with built_in_only():
        keys = [field.key for field in list_of(KINDS[kind]).fields.values() if field.sort]
    return [sign + key for key in keys for sign in ("", "-")]


FILTERS = ("", "stage", "responsible", "source", "q")


def _values(name: str) -> dict:
    values = {
        "stage": lambda: Stage.objects.get(key="offer").pk,
        "responsible": lambda: User.objects.get(username="teammate").pk,
        "source": lambda: "fair",
        "q": lambda: "müller",
    }
    return {name: values[name]()} if name else {}


@pytest.mark.parametrize(("sort", "narrowed"), product(_sorts("order"), FILTERS))
def test_orders(ask, sort, narrowed):
    assert ask("admin", "/orders/", {"sort": sort, **_values(narrowed)}) == []


@pytest.mark.parametrize(
    ("kind", "sort", "narrowed"),
    [(kind, sort, name) for kind in ("contact", "company") for sort in _sorts(kind) for name in ("", "responsible", "q")],
)
def test_contacts_and_companies(ask, kind, sort, narrowed):
    assert ask("admin", KINDS[kind].list_url, {"sort": sort, **_values(narrowed)}) == []


@pytest.mark.parametrize(("username", "sort"), product(("sales", "manager", "own"), _sorts("order")))
def test_every_scope(ask, username, sort):
    assert ask(username, "/orders/", {"sort": sort}) == []


@pytest.mark.parametrize(
    ("username", "address", "narrowed"),
    [
        one
        for one in product(("admin", "sales", "own"), ("/orders/?view=kanban", "/orders/board/totals/"), FILTERS)
        if one[0] != "sales" or one[2] != "q"  # reads all people; measured 0.5 to 1.5 s at a million orders
    ],
)
def test_the_board(ask, username, address, narrowed):
    assert ask(username, address, _values(narrowed)) == []


TEXTS = ("büroausstattung", "schmitz köln", "A-1500", "1500", "+49 30 2512", "5550123", "info@kunde3.example", "sap-123", "xyz")


@pytest.mark.parametrize(("username", "text"), product(("admin", "sales"), TEXTS))
def test_searching(ask, username, text):
    assert ask(username, "/orders/", {"q": text}) == []


@pytest.mark.parametrize("sort", _sorts("order"))
def test_deep_pages(ask, volume, monkeypatch, sort):
    with monkeypatch.context() as patch:
        patch.setattr("orders.views.lists.PER_PAGE", ORDERS // 3)
        address = volume["admin"].get("/orders/", {"sort": sort}).context["page"].next_url

    assert address
    assert ask("admin", address, {}) == []


def _first(model: type, **values) -> int:
    return model.objects.filter(**values).order_by("pk").values_list("pk", flat=True)[0]


# Every way to compare, what it means for a list. Values are looked up when the data is there.
CONDITIONS: dict[str, dict] = {
    "title": {"title": "büro"},
    "title rare": {"title": "xyzzy"},
    "title exactly": {"title.exactly": "Büroausstattung"},
    "title begins": {"title.begins": "Büro"},
    "title not": {"title.not": "Büroausstattung"},
    "description empty": {"description.empty": "yes"},
    "reference": {"reference": "sap"},
    "number": {"number": "A-1500"},
    "amount": {"amount.min": "1000", "amount.max": "1200"},
    "amount any": {"amount.min": "9000", "amount.max": "10", "amount.match": "any"},
    "closes": {"closes_on": "next-month"},
    "closes empty": {"closes_on.empty": "yes"},
    "stage none": {"stage.not": lambda: _first(Stage, key="won")},
    "stages": {"stage": lambda: list(Stage.objects.values_list("pk", flat=True)[:2])},
    "me": {"responsible": "me"},
    "company": {"company": lambda: _first(Company)},
    "company none": {"company.not": lambda: _first(Company)},
    "contact": {"contact": lambda: _first(Contact)},
    "phone": {"phone": "0221 55"},
    "email": {"email": "info@"},
    "company source": {"company.source": "fair"},
    "company phone": {"company.phone": "+49 30 25"},
    "open activity": {"open_activity": "yes"},
    "no open activity": {"open_activity": "no"},
    "overdue": {"overdue": "yes"},
    "due": {"activity_due.next": "7"},
    "files": {"files": "yes"},
    "comments": {"comments": "no"},
    "observer": {"observer": "me"},
}
ORDERS_TRIED = ("", "amount", "-title", "company", "closes_on")  # each kind of index that lists walk along
ONLY_OF_ORDERS = {"number", "amount", "currency", "begins_on", "closes_on", "stage", "was_stage", "contact", "observer", "title"}


def _keys_of(condition: str) -> set[str]:
    return {name.partition(".")[0] for name in CONDITIONS[condition]}


def _asked(condition: str) -> dict:
    return {name: value() if callable(value) else value for name, value in CONDITIONS[condition].items()}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_in_every_kind_of_order(ask, condition):
    asked = _asked(condition)
    read = {sort: ask("admin", "/orders/", {"sort": sort, **asked}) for sort in ORDERS_TRIED}

    assert {sort: tables for sort, tables in read.items() if tables} == {}


@pytest.mark.parametrize("condition", [name for name in CONDITIONS if not _keys_of(name) & ONLY_OF_ORDERS])
def test_conditions_of_contacts(ask, condition):
    asked = _asked(condition)
    read = {sort: ask("admin", "/contacts/", {"sort": sort, **asked}) for sort in ("", "company", "-created")}

    assert {sort: tables for sort, tables in read.items() if tables} == {}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_of_somebody_who_may_not_read_everything(ask, condition):
    assert ask("sales", "/orders/", _asked(condition)) == []
