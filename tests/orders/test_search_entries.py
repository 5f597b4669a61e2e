"""The search entries are what the records say, whoever writes and however: computed afresh they do not differ."""

import threading

import pytest
from django.db import connection, transaction

from crm_merge.access.models import User
from crm_merge.audit.bulk import delete_with_history, insert_with_history, update_with_history
from crm_merge.audit.services import change_set
from merging import services
from orders.actions import change_owner, change_stage
from orders.kinds import ORDERS
from orders.models import (
    Company,
    CompanySearchEntry,
    Contact,
    ContactPoint,
    ContactSearchEntry,
    Order,
    OrderContact,
    OrderSearchEntry,
    Stage,
)
from orders.queries.search import search
from tests.merging.merging_tools import admin, full_records, merge
from trash.services import move_to_trash

from . import factories as make

pytestmark = pytest.mark.django_db
ENTRIES = (OrderSearchEntry, ContactSearchEntry, CompanySearchEntry)


def entries() -> list[list[tuple]]:
    return [sorted(model.objects.values_list(), key=str) for model in ENTRIES]


def assert_right() -> None:
    """The entries as they are, and as they are when written from nothing."""
    stored = entries()
    with transaction.atomic(), connection.cursor() as cursor:
        for model in ENTRIES:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        cursor.execute("SELECT orders_fill_search_entries()")
        fresh = entries()
        transaction.set_rollback(True)
    assert stored == fresh
    assert len(stored[0]) == Order.objects.count()


def found(text: str, kind=ORDERS) -> list[str]:
    reader = User.objects.filter(username="reader").first() or make.make_user("reader", role="administration")
    records = search(kind.model.objects.live(), kind, text, user=reader)
    return sorted(record.title_text for record in records)


@pytest.fixture
def order() -> Order:
    """An order of Nordlicht with a person, phone numbers everywhere, and a bystander."""
    company = make.make_company("Nordlicht")
    order = make.make_order("Chairs", company=company)
    person = make.make_contact("Özdemir", company=company)
    with make.recording():
        OrderContact.objects.create(order=order, contact=person)
    make.make_contact_point(company, "+49 40 1234567")
    make.make_contact_point(person, "sibel@firma.example", kind="email")
    make.make_order("Desks")
    return order


def test_creating_writes_them(order):
    assert found("chairs nordlicht oezdemir") == ["Chairs"]
    assert found("040 1234567") == found("sibel@") == found("@firma.example") == ["Chairs"]
    assert_right()


def test_renaming_a_person_renames_it_on_the_orders(order):
    with make.recording("changed"):
        person = Contact.objects.get()
        person.last_name = "Yılmaz"
        person.save()

    assert (found("Özdemir"), found("Yılmaz")) == ([], ["Chairs"])
    assert_right()


def test_sql_by_hand_is_seen_too(order):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_company SET search_key = 'u-1001 sudwind', sort_key = 'sudwind'")
        cursor.execute("DELETE FROM orders_contactpoint WHERE kind = 'phone'")

    assert (found("südwind"), found("nordlicht"), found("040 1234567")) == (["Chairs"], [], [])
    assert_right()


def test_one_statement_for_many_rows_is_enough(order):
    orders = [make.make_order(f"Order {number}", company=order.company) for number in range(30)]
    other = make.make_company("Südwind")

    with make.recording("changed"):
        update_with_history(Order.objects.filter(pk__in=[one.pk for one in orders]), {"company": other.pk})

    assert len(found("südwind")) == 30
    assert_right()


def test_moving_unlinking_and_removing(order):
    elsewhere = make.make_company("Südwind")
    with make.recording("changed"):
        person = Contact.objects.get()
        person.company = elsewhere
        person.save()
        delete_with_history(OrderContact.objects.filter(order=order))
        point = ContactPoint.objects.get(kind="phone")
        point.company, point.order = None, Order.objects.get(title="Desks")
        point.save()

    assert (found("oezdemir"), found("040 1234567")) == ([], ["Desks"])
    assert_right()


def test_people_and_companies_in_the_trash_find_nothing(order):
    move_to_trash([Contact.objects.get(), order.company], by=admin())

    assert (found("nordlicht"), found("oezdemir"), found("chairs")) == ([], [], ["Chairs"])
    assert_right()


@pytest.mark.parametrize("kind", ["order", "contact", "company"])
def test_merge_and_undo(kind):
    by, records = admin(), full_records(kind, 3)
    make.make_order("Bystander")
    before = entries()

    done = merge(records, by=by)
    assert_right()
    services.undo_merge(done, by=by)

    assert entries() == before


def test_sorting_follows_owner_stage_and_company(order):
    owner, by = make.make_user("zoe"), admin()
    change_owner(ORDERS, [order.pk], owner, by=by)
    change_stage(ORDERS, [order.pk], make.make_stage("won", position=7), by=by)
    owner.username = "anna"
    owner.save()
    with make.recording("changed"):
        stage = Stage.objects.get(key="won")
        stage.position = 2
        stage.save()
        company = Company.objects.get()
        company.name = "Abendrot"
        company.save()

    entry = order.search_entry
    entry.refresh_from_db()
    assert (entry.owner_key, entry.stage_place, entry.company_key) == ("anna", 2, "abendrot")
    assert_right()


def test_no_text_breaks_a_write():
    company = make.make_company("O'Neill & \\ \"Söhne\" " + "ä" * 150)
    make.make_contact_point(company, "o'neill\\x@example.com", kind="email")
    make.make_contact_point(company, "x" * 254, kind="web")
    make.make_contact_point(company, "no number", kind="phone")
    make.make_order("':* & | ! <-> ()", company=company)

    assert_right()
    for text in ("o'neill", "o'neill\\x@example", "\\", "':*", "& |", "🙂", "a" * 300, "@", "-"):
        found(text)
    assert found("o'neill söhne") == found("O’Neill") == found("o'neill\\x@example") == ["':* & | ! <-> ()"]


def test_an_order_with_very_many_people_stays_writable(order):
    with make.recording():
        for number in range(210):
            person = make.make_contact(f"Person{number}")
            OrderContact.objects.create(order=order, contact=person)

    assert (found("Person150"), found("Person209")) == (["Chairs"], [])


def _rename(key: int, name: str, started: threading.Event) -> None:
    try:
        with change_set("changed", by=None):
            person = Contact.objects.get(pk=key)
            person.last_name = name
            started.set()
            person.save()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_people_renamed_at_once_are_both_found(order):
    one = Contact.objects.get()
    two = make.make_contact("Schmidt")
    with make.recording():
        OrderContact.objects.create(order=order, contact=two)
    started = threading.Event()
    thread = threading.Thread(target=_rename, args=(two.pk, "Blau", started))

    with change_set("changed", by=None):
        one.last_name = "Rot"
        one.save()
        thread.start()
        assert started.wait(10)
        _wait_until_somebody_waits_for_a_lock()
    thread.join(10)

    assert found("rot blau") == ["Chairs"]


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def _wait_until_somebody_waits_for_a_lock() -> None:
    with connection.cursor() as cursor:
        for _attempt in range(2000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    pytest.fail("The other connection did not wait.")


def test_words_that_do_not_fit_never_stop_a_write():
    """PostgreSQL refuses words over 2 kB and entries over 1 MB."""
    order = make.make_order("Nordlicht", reference="漢" * 100)
    point = {"kind": "email", "label": "work", "is_primary": False}
    for place in range(120):
        contact = make.make_contact(f"{place} " + "漢 " * 48)
        with make.recording():
            OrderContact.objects.create(order=order, contact=contact)
            unlike = [f"{place}-{number}" + "漢" * 240 for number in range(20)]
            point |= {"contact_id": contact.pk, "value": "x"}
            insert_with_history(ContactPoint, [point | {"normalised": one} for one in unlike])

    assert found("nordlicht") == ["Nordlicht"]
    assert_right()
