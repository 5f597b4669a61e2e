"""The statements of a page do not depend on the rows behind it (P17)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm_merge.audit.bulk import insert_with_history
from crm_merge.audit.services import add_subjects
from orders.models import Activity, Comment, ContactPoint, OrderContact, OrderLine
from tests.merging.merging_tools import MAKERS, merge
from tests.orders.custom.tools import make_field, set_values
from trash.services import move_to_trash

from . import factories as make

pytestmark = pytest.mark.django_db
PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}
MANY = 300
MOST = {"": 9, "edit/": 18}  # of the pages of a record


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client, seller):
    client.force_login(seller)
    return client


def statements(web, address: str) -> int:
    """Of a page that is not the first one: what all pages share is read, see ``crm_merge.reference``."""
    web.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert web.get(address).status_code == 200
    return len(queries)


def add_records(kind: str, owner, number: int) -> None:
    company = make.make_company("Parent", responsible=make.make_user(department=owner.department))
    parent = {"parent": company} if kind == "company" else {"company": company}
    for place in range(number):
        MAKERS[kind](f"Record {place}", responsible=owner, **parent)


@pytest.mark.parametrize("query", ["", "?sort=company", "?q=record", "?q=12345"])
@pytest.mark.parametrize("kind", PLURALS)
def test_a_list_asks_as_much_for_many_records_as_for_few(web, seller, kind, query):
    add_records(kind, seller, 60)  # more than a page holds
    few = statements(web, f"/{PLURALS[kind]}/{query}")
    add_records(kind, seller, 60)

    assert statements(web, f"/{PLURALS[kind]}/{query}") == few
    assert few <= 5  # session, person, rows, total; and the contact points that contacts and companies show


def add_rows(record, number: int, owner) -> None:
    """Rows of every kind that a record's page lists, with a different other end each."""
    parent = make.parent_of(record)
    for place in range(number // 20):
        make.make_file(record, b"x", f"{place}.txt", uploaded_by=owner)
        make.make_tag(record, f"tag {place}-{number}")
        make.make_address(record, f"Street {place}")
    with make.recording() as opened:
        add_subjects(opened, [record])
        key = {f"{name}_id": row.pk for name, row in parent.items()}
        insert_with_history(Comment, [key | {"text": "x", "author_id": owner.pk, "created_at": record.created_at}] * number)
        task = {"kind": "task", "subject": "x", "body": "", "created_at": record.created_at, "responsible_id": owner.pk}
        insert_with_history(Activity, [key | task] * number)
        point = {"kind": "phone", "label": "work", "value": "1", "normalised": "1", "is_primary": False}
        insert_with_history(ContactPoint, [key | point] * number)
    if record._meta.model_name == "order":
        _add_to_order(record, number, owner)


def _add_to_order(order, number: int, owner) -> None:
    line = {"order_id": order.pk, "position": 1, "name": "x", "quantity": 1, "unit_price": 1, "currency": "EUR"}
    with make.recording():
        insert_with_history(OrderLine, [line | {"discount": 0, "vat": 0, "product_id": make.make_product().pk}] * number)
        for place in range(number // 20):
            OrderContact.objects.create(order=order, contact=make.make_contact(f"Person {place}", responsible=owner))


@pytest.mark.parametrize("page", ["", "edit/"])
@pytest.mark.parametrize("kind", PLURALS)
def test_the_pages_of_a_record_ask_as_much_for_many_rows_as_for_few(web, seller, kind, page):
    few, many = (MAKERS[kind](name, responsible=seller) for name in ("Few", "Many"))
    for record, number in ((few, 20), (many, MANY)):
        add_rows(record, number, seller)

    counts = [statements(web, f"{record.get_absolute_url()}{page}") for record in (few, many)]

    assert counts[0] == counts[1] <= MOST[page]


def pointing_fields(kind: str) -> None:
    """Fields of a person, of several people, and of records of every type, one of them retired."""
    make_field("person", record=kind)
    make_field("person", "people", kind, multiple=True)
    make_field("record", record=kind, links_to="orders.company")
    make_field("record", "contacts", kind, links_to="orders.contact", multiple=True)
    make_field("record", "orders", kind, links_to="orders.order", multiple=True)
    make_field("record", "old", kind, links_to="orders.company", multiple=True, retired_at=timezone.now())
    make_field("file", record=kind)


def point_to_many(record, number: int, owner) -> list:
    """Fill the fields with ``number`` people and records, one of them merged, one deleted and one that never was."""
    people = [make.make_user(department=owner.department, last_name=f"Person {place}") for place in range(number)]
    found = {of: [MAKERS[of](f"{of} {place}", responsible=owner) for place in range(number)] for of in PLURALS}
    for rows in found.values():
        merge(rows[:2], by=owner)
        move_to_trash(rows[2:3], by=owner)
    keys = {name: [row.pk for row in rows] + [2_000_000_000] for name, rows in (found | {"people": people}).items()}
    single = {"person": people[0].pk, "record": keys["company"][1], "file": make.make_file(record).pk}
    set_values(record, people=keys["people"], orders=keys["order"], contacts=keys["contact"], old=keys["company"], **single)
    return [people[3], *(rows[3].title_text for rows in found.values())]


@pytest.mark.parametrize("kind", PLURALS)
def test_a_record_that_points_to_people_and_records_asks_little(web, seller, kind):
    pointing_fields(kind)
    few, many = (MAKERS[kind](name, responsible=seller) for name in ("Few", "Many"))
    named = [point_to_many(record, number, seller) for record, number in ((few, 4), (many, 12))]
    add_rows(few, 20, seller)
    add_rows(many, 20, seller)

    counts = [statements(web, record.get_absolute_url()) for record in (few, many)]

    assert counts[0] == counts[1] <= 17
    shown = web.get(many.get_absolute_url()).content.decode()
    assert [name for name in named[1] if str(name) not in shown] == []


def test_suggestions_ask_as_much_for_many_records_as_for_few(web, seller):
    add_records("company", seller, 3)
    few = statements(web, "/suggestions/company/?q=record")
    add_records("company", seller, 40)

    assert statements(web, "/suggestions/company/?q=record") == few <= 6


def test_bulk_actions_ask_as_much_for_many_records_as_for_few(web, seller):
    other = make.make_user(department=seller.department)

    def asked(action: str, number: int, **data) -> int:
        ids = [make.make_order(responsible=seller).pk for _each in range(number)]
        with CaptureQueriesContext(connection) as queries:
            web.post("/orders/action/", {"action": action, "id": ids, "confirmed": "1", **data})
        return len(queries)

    for action, data in (("owner", {"value": other.pk}), ("delete", {})):
        assert asked(action, 3, **data) == asked(action, 100, **data) <= 30


def test_the_history_of_a_record_asks_as_much_for_many_operations_as_for_few(web, seller):
    few, many = make.make_order(responsible=seller), make.make_order(responsible=seller)
    for order, number in ((few, 3), (many, 60)):
        for place in range(number):
            with make.recording("changed") as opened:
                make.make_comment(order, f"Comment {place}")
                add_subjects(opened, [order])
    move_to_trash([make.make_order(responsible=seller)], by=seller)

    counts = [statements(web, f"/history/record/orders.order/{order.pk}/") for order in (few, many)]

    assert counts[0] == counts[1] <= 6
