"""Nothing lands in the trash, whoever writes it and whatever waits for whom (P12)."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from crm_merge.audit.bulk import move_rows
from crm_merge.audit.models import Kind
from crm_merge.audit.services import change_set
from orders.models import Comment, Company, Contact, Observer, Order, OrderContact, OrderLine
from orders.models.attached import PARENTS, Attached
from tests.orders.factories import (
    attach_everything,
    make_comment,
    make_company,
    make_contact,
    make_order,
    make_user,
)
from trash.guards import explains
from trash.models import Trashable
from trash.services import put_away, take_out


def _trashed(record):
    with change_set(Kind.DELETED, by=None):
        put_away(type(record), [record.pk], by=None)
    return record


def _refused(write) -> bool:
    with pytest.raises(IntegrityError) as caught, change_set(Kind.CHANGED, by=None), transaction.atomic():
        write()
    return explains(caught.value)


@pytest.mark.django_db
@pytest.mark.parametrize("parent", PARENTS)
@pytest.mark.parametrize("model", Attached.__subclasses__(), ids=lambda model: model.__name__)
def test_every_attached_row_is_refused_on_a_trashed_parent(model, parent):
    make = {"order": make_order, "contact": make_contact, "company": make_company}[parent]
    record = attach_everything(make())
    row = getattr(record, f"{model._meta.model_name}_set").last()
    _trashed(record)
    row.pk, row._state.adding = None, True

    assert _refused(lambda: row.save(force_insert=True))


@pytest.mark.django_db
def test_lines_contacts_and_observers_are_refused_on_a_trashed_order():
    order, contact, user = _trashed(make_order()), make_contact(), make_user()

    assert _refused(lambda: OrderLine.objects.create(order=order, name="Chair", unit_price=1))
    assert _refused(lambda: OrderContact.objects.create(order=order, contact=contact))
    assert _refused(lambda: Observer.objects.create(order=order, user=user))
    assert _refused(lambda: OrderContact.objects.create(order=make_order(), contact=_trashed(make_contact())))


@pytest.mark.django_db
def test_live_records_cannot_start_to_refer_to_a_trashed_company():
    company = _trashed(make_company())

    assert _refused(lambda: make_order(company=company))
    assert _refused(lambda: make_contact(company=company))
    assert _refused(lambda: make_company(parent=company))


@pytest.mark.django_db
def test_rows_cannot_be_moved_onto_a_trashed_record():
    source, target = make_order(), _trashed(make_order())
    make_comment(source)

    assert _refused(lambda: move_rows(Comment, "order", to_id=target.pk, from_ids=[source.pk]))
    assert source.comment_set.count() == 1


@pytest.mark.django_db
def test_rows_that_are_there_already_can_be_edited_and_moved_off():
    order, target = make_order(), make_order()
    comment = make_comment(order)
    _trashed(order)

    with change_set(Kind.CHANGED, by=None):
        comment.text = "Edited"
        comment.save()
        move_rows(Comment, "order", to_id=target.pk, from_ids=[order.pk])

    assert target.comment_set.get().text == "Edited"


@pytest.mark.django_db
def test_an_order_whose_company_was_trashed_can_still_be_saved():
    company = make_company()
    order = make_order(company=company)
    _trashed(company)

    with change_set(Kind.CHANGED, by=None):
        order.title = "New title"
        order.save()

    assert Order.objects.get(pk=order.pk).company_id == company.pk


@pytest.mark.django_db
def test_another_integrity_error_is_not_taken_for_the_guard():
    contact, order = make_contact(), make_order()
    with change_set(Kind.CHANGED, by=None):
        OrderContact.objects.create(order=order, contact=contact)

    assert not _refused(lambda: OrderContact.objects.create(order=order, contact=contact))


@pytest.mark.django_db
def test_every_reference_to_a_record_is_guarded():
    guarded = _guarded_columns()

    for target in (Order, Contact, Company):
        for relation in target._meta.related_objects:
            table = relation.related_model._meta.db_table
            if relation.field.db_constraint:
                assert (table, relation.field.column) in guarded, f"{table}.{relation.field.column}"
        assert issubclass(target, Trashable)


def _guarded_columns() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_object_table, event_object_column FROM information_schema.triggered_update_columns"
            " WHERE trigger_name LIKE '%%_live_parents'"
        )
        return set(cursor.fetchall())


def _attach_from_another_connection(order_id: int, started: threading.Event, answers: list) -> None:
    try:
        with change_set(Kind.CHANGED, by=None):
            started.set()
            Comment.objects.create(order_id=order_id, text="Too late")
        answers.append("written")
    except IntegrityError as error:
        answers.append(explains(error))
    finally:
        connection.close()


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def _wait_until_somebody_waits_for_a_lock() -> None:
    with connection.cursor() as cursor:
        for _attempt in range(2000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    pytest.fail("The other connection did not wait.")


@pytest.mark.django_db(transaction=True)
def test_child_that_waits_for_a_trashing_transaction_is_refused_when_it_commits():
    order = make_order()
    started, answers = threading.Event(), []
    thread = threading.Thread(target=_attach_from_another_connection, args=(order.pk, started, answers))

    with change_set(Kind.DELETED, by=None):
        put_away(Order, [order.pk], by=None)
        thread.start()
        assert started.wait(10)
        _wait_until_somebody_waits_for_a_lock()
    thread.join(10)

    assert answers == [True]
    assert not order.comment_set.exists()


@pytest.mark.django_db(transaction=True)
def test_child_that_waits_is_written_when_the_trashing_is_rolled_back():
    order = make_order()
    started, answers = threading.Event(), []
    thread = threading.Thread(target=_attach_from_another_connection, args=(order.pk, started, answers))

    with change_set(Kind.DELETED, by=None):
        put_away(Order, [order.pk], by=None)
        thread.start()
        assert started.wait(10)
        _wait_until_somebody_waits_for_a_lock()
        transaction.set_rollback(True)
    thread.join(10)

    assert answers == ["written"]


@pytest.mark.django_db
def test_undo_order_take_out_first_then_move_back_is_allowed():
    order, target = make_order(), make_order()
    make_comment(target)
    _trashed(order)

    with change_set(Kind.UNDONE, by=None):
        take_out(Order, [order.pk], by=None)
        assert move_rows(Comment, "order", to_id=order.pk, from_ids=[target.pk]) == 1
