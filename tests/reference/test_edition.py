"""Whoever writes reference data renews the edition, in the same transaction; nothing else does, and nobody waits for it."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from crm_merge.reference.models import Renewal
from crm_merge.reference.triggers import FIRST
from orders.reference import SOURCES
from tests.orders.factories import make_order, make_stage, make_user

pytestmark = pytest.mark.django_db


def edition() -> list:
    return list(Renewal.objects.order_by("key").values_list("key", flat=True))


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("model", SOURCES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("write", ["UPDATE {} SET {} = {}", "DELETE FROM {} WHERE false", "TRUNCATE {} CASCADE"])
def test_every_statement_that_writes_a_source_renews_the_edition(model, write):
    before, table = edition(), model._meta.db_table
    column = "username" if table == "access_user" else "id"
    execute(write.format(table, column, column))

    assert before
    assert set(edition()).isdisjoint(before)


def test_rows_that_are_added_renew_it_too():
    for make in (make_user, lambda: make_stage("another")):
        before = edition()
        make()
        assert set(edition()).isdisjoint(before)


def test_signing_in_and_work_on_records_do_not_renew_it(client):
    order, person = make_order(), make_user("somebody")
    before = edition()
    order.title = "Other"
    make_order()
    client.force_login(person)

    assert person.last_login
    assert edition() == before


def test_what_is_taken_back_leaves_the_edition_as_it_was():
    before = edition()
    with transaction.atomic():
        execute("DELETE FROM orders_currency")
        assert edition() != before
        transaction.set_rollback(True)

    assert edition() == before


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_do_not_wait_for_each_other_and_both_count():
    execute(FIRST)
    before, written, may_go_on = edition(), Event(), Event()

    def write_slowly() -> None:
        with transaction.atomic():
            execute("DELETE FROM orders_currency")
            written.set()
            assert may_go_on.wait(10)
        connection.close()

    slow = Thread(target=write_slowly)
    slow.start()
    assert written.wait(10)
    execute("DELETE FROM orders_stage")  # does not wait, or the test would never end
    between = edition()
    may_go_on.set()
    slow.join()

    assert set(between) > set(before)
    assert len(set(edition()) - set(between)) == 1
    execute("DELETE FROM orders_stage")
    assert len(edition()) == 1


def test_every_source_has_its_trigger_and_no_other_table_has_one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'renews_reference'")
        triggered = {table for (table,) in cursor.fetchall()}

    assert triggered == {model._meta.db_table for model in SOURCES}
