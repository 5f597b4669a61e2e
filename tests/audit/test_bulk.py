"""Set-based writes: table and history are written by the same statement, exactly (P13)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.bulk import (
    delete_with_history,
    insert_with_history,
    move_rows,
    update_each_with_history,
    update_with_history,
)
from crm_merge.audit.services import NoChangeSet, change_set
from orders.models import Activity, Comment, ContactPoint, Order, OrderLine
from tests.orders.factories import make_activity, make_comment, make_line, make_order

pytestmark = pytest.mark.django_db


def test_update_writes_row_and_history_with_expression():
    first, second, bystander = make_order(), make_order(), make_order()

    with change_set("changed", by=None) as opened, CaptureQueriesContext(connection) as queries:
        count = update_with_history(
            Order.objects.filter(pk__in=[second.pk, first.pk]), {"title": "100 % neu", "version": F("version") + 1}
        )

    assert count == 2
    assert len([query for query in queries if "UPDATE" in query["sql"]]) == 1
    first.refresh_from_db()
    assert (first.title, first.version) == ("100 % neu", 2)
    newest = first.history.first()
    assert (newest.title, newest.version, newest.history_type, newest.change_set) == ("100 % neu", 2, "~", opened)
    assert bystander.history.count() == 1


def test_update_takes_a_sliced_and_a_joined_queryset():
    orders = [make_order(f"Order {n}") for n in range(3)]
    make_line(orders[0])

    with change_set("changed", by=None):
        sliced = update_with_history(Order.objects.order_by("-pk")[:1], {"title": "last"})
        joined = update_with_history(Order.objects.filter(stage__key="new", pk=orders[0].pk), {"title": "first"})
        none = update_with_history(Order.objects.none(), {"title": "never"})

    assert (sliced, joined, none) == (1, 1, 0)
    assert list(Order.objects.order_by("pk").values_list("title", flat=True)) == ["first", "Order 1", "last"]


def test_history_of_a_set_based_write_equals_the_table():
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    order = make_order()
    activity = make_activity(order, "Call “Jörg”", due_at=moment, created_at=moment)
    target = make_order()

    with change_set("merged", by=None):
        moved = move_rows(Activity, "order", to_id=target.pk, from_ids=[order.pk])

    assert moved == 1
    row, entry = Activity.objects.get(pk=activity.pk), Activity.history.filter(id=activity.pk).latest("history_id")
    for field in Activity._meta.concrete_fields:
        assert getattr(entry, field.attname) == getattr(row, field.attname), field.name
    assert row.order_id == target.pk
    assert row.due_at == moment


def test_move_takes_only_the_named_rows():
    order, target = make_order(), make_order()
    stays, goes = make_comment(order), make_comment(order)

    with change_set("merged", by=None):
        moved = move_rows(Comment, "order", to_id=target.pk, from_ids=[order.pk], row_ids=[goes.pk])

    assert moved == 1
    assert set(target.comment_set.all()) == {goes}
    assert set(order.comment_set.all()) == {stays}


def test_delete_and_insert_bring_back_the_same_row():
    line = make_line(make_order(), quantity=Decimal("1.500"), unit_price=Decimal("0.3333"))
    before = OrderLine.objects.filter(pk=line.pk).values().get()

    with change_set("changed", by=None):
        assert delete_with_history(OrderLine.objects.filter(pk=line.pk)) == 1
    assert not OrderLine.objects.filter(pk=line.pk).exists()
    with change_set("changed", by=None):
        assert insert_with_history(OrderLine, [before]) == 1

    assert OrderLine.objects.filter(pk=line.pk).values().get() == before
    signs = OrderLine.history.filter(id=line.pk).order_by("history_id").values_list("history_type", flat=True)
    assert list(signs) == ["+", "-", "+"]


def test_insert_refuses_rows_that_name_different_fields():
    with change_set("changed", by=None), pytest.raises(ValueError, match="same fields"):
        insert_with_history(Comment, [{"text": "a", "order": 1}, {"text": "b"}])


def test_each_row_gets_its_own_values_exactly():
    first, second, bystander = make_line(make_order()), make_line(make_order()), make_line(make_order())
    given = [
        {"pk": second.pk, "name": "Bürostuhl %s", "unit_price": Decimal("0.3333"), "product_id": None},
        {"pk": first.pk, "name": "", "unit_price": Decimal("9999999999.9999"), "product_id": None},
        {"pk": 10**9, "name": "gone", "unit_price": Decimal(1), "product_id": None},
    ]

    with change_set("imported", by=None) as opened, CaptureQueriesContext(connection) as queries:
        count = update_each_with_history(OrderLine, given)

    assert (count, len(queries)) == (2, 1)
    for row in given[:2]:
        assert OrderLine.objects.filter(**row).exists()
        newest = OrderLine.history.filter(id=row["pk"]).latest("history_id")
        assert (newest.name, newest.unit_price, newest.history_type, newest.change_set) == (
            row["name"], row["unit_price"], "~", opened,
        )
    assert bystander.history.count() == 1


@pytest.mark.parametrize("row", [{"name": "x" * 201}, {"unit_price": Decimal("12345678901")}])
def test_values_that_do_not_fit_are_refused_and_not_cut(row):
    line = make_line(make_order())

    with change_set("imported", by=None), pytest.raises(DataError), transaction.atomic():
        update_each_with_history(OrderLine, [{"pk": line.pk, **row}])

    assert line.history.count() == 1


def test_rows_with_their_own_values_name_the_same_fields():
    with change_set("imported", by=None), pytest.raises(ValueError, match="same fields"):
        update_each_with_history(Comment, [{"pk": 1, "text": "a"}, {"pk": 2, "order_id": 1}])


def test_parameters_are_never_part_of_the_statement():
    order = make_order()
    nasty = "'; DROP TABLE orders_order; -- %s %(x)s {0}"

    with change_set("changed", by=None):
        update_with_history(Order.objects.filter(pk=order.pk), {"title": nasty})

    assert Order.objects.get(pk=order.pk).title == nasty


@pytest.mark.parametrize("size", [3, 300])
def test_statements_do_not_grow_with_the_rows(size):
    order, target = make_order(), make_order()
    with change_set("imported", by=None):
        insert_with_history(
            ContactPoint,
            [
                {"kind": "phone", "label": "work", "value": n, "normalised": n, "is_primary": False, "order": order.pk}
                for n in map(str, range(size))
            ],
        )

    with change_set("merged", by=None), CaptureQueriesContext(connection) as queries:
        moved = move_rows(ContactPoint, "order", to_id=target.pk, from_ids=[order.pk])

    assert moved == size
    assert len(queries) == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda order: order.save(),
        lambda order: order.delete(),
        lambda order: Comment.objects.create(order=order, text="x"),
        lambda order: update_with_history(Order.objects.filter(pk=order.pk), {"title": "x"}),
        lambda order: delete_with_history(Comment.objects.filter(order=order)),
        lambda order: insert_with_history(Comment, [{"order": order.pk, "text": "x"}]),
        lambda order: update_each_with_history(Order, [{"pk": order.pk, "title": "x"}]),
        lambda order: move_rows(Comment, "order", to_id=order.pk, from_ids=[1]),
    ],
)
def test_tracked_write_outside_a_change_set_raises_and_writes_nothing(write):
    order = make_order("Before")

    with pytest.raises(NoChangeSet), transaction.atomic():
        write(order)

    assert Order.objects.values_list("title", "version").get(pk=order.pk) == ("Before", 1)
