"""Taking back: rights, once only, all or nothing, with a fixed number of statements (P5, P13)."""


from decimal import Decimal

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from crm_merge.access.permissions import has_right
from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import ChangeSet
from crm_merge.audit.statements import history_of
from crm_merge.taking_back.became import Became
from crm_merge.taking_back.services import EVERYTHING, NothingTakenBack, plan_taking_back, take_back, taken_back_by
from orders.models import Company, Order, OrderLine
from tests.orders.factories import (
    attach_everything,
    make_company,
    make_line,
    make_order,
    make_product,
    make_tag,
    make_user,
)

from .taking_back_tools import edit, operation, tables, undo

pytestmark = pytest.mark.django_db


def test_rights_are_asked_for_each_record_at_the_moment_of_writing(admin):
    seller = make_user("seller", role="sales", department="North")
    own, foreign = make_order("Own", responsible=seller), make_order("Foreign", responsible=admin)
    with operation(seller) as done:
        update_with_history(Order.objects.all(), {"title": "Changed"})

    plan = plan_taking_back(done, by=seller)
    assert plan.hides
    assert plan.left == []
    assert plan.counts.changes == 1
    undo(done, seller)

    assert [order.title for order in (Order.objects.get(pk=own.pk), Order.objects.get(pk=foreign.pk))] == ["Own", "Changed"]


def test_reading_is_not_enough(admin):
    manager = make_user("manager", role="manager")
    order = make_order("Before")
    with operation(admin, "imported") as done:
        update_with_history(Order.objects.all(), {"title": "Changed"})
        make_company()
        make_product("P")

    with pytest.raises(NothingTakenBack) as nothing:
        undo(done, manager)

    assert {left.sentence for left in nothing.value.plan.left} == {Became.FORBIDDEN.sentence}
    order.refresh_from_db()
    assert (order.title, Company.objects.live().count()) == ("Changed", 1)


def test_a_second_call_changes_nothing_and_says_so(admin):
    order = make_order("Before")
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"title": "Changed"})
    first = undo(done, admin)
    edit(order, title="Changed")

    second = undo(done, admin)

    assert (first.is_repeat, second.is_repeat, second.operation) == (False, True, first.operation)
    assert second.counts == first.counts
    assert taken_back_by(done) == first.operation
    assert Order.objects.get().title == "Changed"


def test_nothing_is_written_when_nothing_can_be(admin):
    order = make_order("Before")
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"title": "Changed"})
    edit(order, title="Later")
    before = ChangeSet.objects.count()

    with pytest.raises(NothingTakenBack):
        undo(done, admin)

    assert ChangeSet.objects.count() == before


def test_history_of_what_was_put_back_equals_the_rows(admin):
    attach_everything(make_order())
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"title": "Changed"})
        update_with_history(OrderLine.objects.all(), {"quantity": Decimal("9.125")})

    undone = undo(done, admin).operation

    for model in (Order, OrderLine):
        row = model.objects.get()
        newest = history_of(model).objects.filter(id=row.pk).latest("history_id")
        assert newest.change_set == undone
        for field in model._meta.concrete_fields:
            assert getattr(newest, field.attname) == getattr(row, field.attname), field.name
    assert Order.objects.get().version == 2


def test_a_failure_at_any_statement_leaves_everything_as_it_was(admin):
    attach_everything(make_order())
    with operation(admin, "imported") as done:
        update_with_history(Order.objects.all(), {"title": "Changed"})
        make_company()
        make_tag(Order.objects.get(), "added")
    before, entries = tables(), ChangeSet.objects.count()

    fails_at = 1
    while (calls := _interrupted(done, admin, fails_at)) is None:
        assert (tables(), ChangeSet.objects.count()) == (before, entries), fails_at
        fails_at += 1
    assert fails_at > calls > 20
    assert tables() != before


def _interrupted(done: ChangeSet, by, fails_at: int) -> int | None:
    """Let the statement with this number fail; how many there are when there is no such."""
    calls = 0

    def interrupt(execute, sql, params, many, context):
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise DatabaseError("injected")
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(interrupt):
            take_back(done, by=by)
    except DatabaseError:
        return None
    return calls


def test_statements_do_not_grow_with_the_rows(admin):
    numbers = []
    has_right(admin, "audit.read_history")  # the grants are read once per user object
    for size in (3, 300):
        with operation(admin, "imported") as done:
            orders = [make_order(f"New {size} {place}") for place in range(size)]
            for order in orders[: size // 3]:
                make_line(order)
        with operation(admin) as changed:
            update_with_history(Order.objects.filter(pk__in=[order.pk for order in orders]), {"description": "x"})
        for one in (changed, done):
            with CaptureQueriesContext(connection) as queries:
                plan = plan_taking_back(one, by=admin)
                take_back(one, by=admin, put_back=EVERYTHING)
            assert plan.counts.changes == size or one is done
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]
