"""What a stage needs is asked for wherever an order gets there, of one order and of many (form, bulk, bar, import)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.access.permissions import reload
from crm_merge.audit.models import ChangeSet
from merging.services import build_plan
from orders.actions import change_stage
from orders.kinds import ORDERS
from orders.models import Order
from orders.stage_rules import lacking, missing_for_stage, missing_of_each, requirable_fields
from tests.merging.merging_tools import draft

from . import factories as make
from .custom.tools import built_in_only
from .test_record_pages import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client, seller):
    client.force_login(seller)
    return client


@pytest.fixture
def won(seller):
    """Needs an amount and a company."""
    return demand("won", "amount", "company")


def demand(key: str, *fields: str):
    stage = make.make_stage(key)
    with make.recording("settings_changed"):
        stage.required_fields = list(fields)
        stage.save()
    return stage


def full(seller, **values) -> Order:
    return make.make_order(responsible=seller, amount=Decimal(5), company=make.make_company(responsible=seller), **values)


FILLED = {
    "amount": Decimal(1),
    "begins_on": "2026-01-01",
    "closes_on": "2026-01-01",
    "source": "web",
    "reference": "X",
    "description": "x",
}


with built_in_only():
    REQUIRABLE = sorted(requirable_fields())


@pytest.mark.parametrize("key", REQUIRABLE)
def test_one_order_and_many_are_asked_alike(seller, key):
    stage = demand("won", key)
    references = {"company": make.make_company(), "responsible": seller}
    empty, filled = make.make_order(), make.make_order(**{key: references.get(key, FILLED.get(key))})

    for order in (empty, filled):
        order.refresh_from_db()
        one = missing_for_stage(order, stage)
        many = missing_of_each(Order.objects.filter(pk=order.pk), stage)
        assert many == ({order.pk: one} if one else {})
    assert missing_for_stage(empty, stage) == [str(requirable_fields()[key].label)]
    assert missing_for_stage(filled, stage) == []


def test_a_key_that_means_nothing_any_more_demands_nothing(seller):
    order, stage = make.make_order(), demand("won", "custom.gone")

    assert missing_for_stage(order, stage) == []
    assert not lacking(Order.objects.all(), stage).exists()


def test_many_orders_are_asked_in_one_statement_besides_the_definitions_of_fields(seller, won):
    for number in (2, 40):
        for _each in range(number):
            make.make_order(responsible=seller)
        with CaptureQueriesContext(connection) as queries:
            missing_of_each(Order.objects.all(), won)
        assert len(queries) == 2


def test_the_form_says_it_at_the_field_and_keeps_what_was_typed(web, seller, won):
    order = make.make_order(responsible=seller)
    page = web.get(f"/orders/{order.pk}/edit/")

    answer = web.post(f"/orders/{order.pk}/edit/", posted(page, stage=won.pk, title="Typed"))

    assert answer.status_code == 200
    assert "Stage “Won” needs: Company, Amount." in answer.content.decode()
    assert set(answer.context["editor"].form.errors) == {"company", "amount"}
    assert answer.context["editor"].form["title"].value() == "Typed"
    order.refresh_from_db()
    assert (order.stage.key, order.title) == ("new", "Büroausstattung")


def test_an_amount_from_line_items_counts(web, seller, won):
    order = make.make_order(responsible=seller, company=make.make_company(responsible=seller))
    page = web.get(f"/orders/{order.pk}/edit/")
    line = {"lines-0-name": "Desk", "lines-0-quantity": "1", "lines-0-unit_price": "99", "lines-0-currency": "EUR"}

    answer = web.post(f"/orders/{order.pk}/edit/", posted(page, stage=won.pk, **line))

    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.stage, order.amount) == (won, Decimal("99.00"))


def test_an_order_that_was_there_before_can_be_changed_but_not_emptied(web, seller, won):
    order = full(seller, stage=won)
    with make.recording("changed"):
        order.company = None  # as an older order would be
        order.save()
    address = f"/orders/{order.pk}/edit/"

    assert web.post(address, posted(web.get(address), title="Changed")).status_code == 302
    refused = web.post(address, posted(web.get(address), amount=""))

    assert refused.status_code == 200
    assert "Stage “Won” needs: Amount." in refused.content.decode()
    order.refresh_from_db()
    assert (order.title, order.amount) == ("Changed", Decimal("5.00"))


def test_a_new_order_needs_it_too(web, won):
    answer = web.post("/orders/new/", posted(web.get("/orders/new/"), title="New", stage=won.pk))

    assert answer.status_code == 200
    assert "amount" in answer.context["editor"].form.errors
    assert not Order.objects.exists()


def test_bulk_changes_leave_those_that_lack_something_and_say_why(web, seller, won):
    orders = [full(seller), make.make_order(responsible=seller), full(seller)]

    answer = web.post(
        "/orders/action/",
        {"action": "stage", "confirmed": "1", "value": won.pk, "id": [order.pk for order in orders]},
        follow=True,
    )

    assert [Order.objects.get(pk=order.pk).stage.key for order in orders] == ["won", "new", "won"]
    page = answer.content.decode()
    assert "Stage “Won” needs: Company, Amount." in page
    assert orders[1].display_number in page


def test_a_bulk_change_of_stage_asks_as_much_for_many(seller, won):
    counts = []
    for number in (3, 60):
        keys = [(full(seller) if place % 2 else make.make_order(responsible=seller)).pk for place in range(number)]
        person = reload(seller)
        with CaptureQueriesContext(connection) as queries:
            change_stage(ORDERS, keys, won, by=person)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_preview_of_a_merge_remarks_on_it_and_lets_it_happen(seller, won):
    pair = [make.make_order(title, responsible=seller, stage=won) for title in ("One", "Two")]

    plan = build_plan(draft(pair, by=seller), by=seller)

    assert plan.remarks == ["The result is in a stage that needs more. Stage “Won” needs: Company, Amount."]
    assert plan.obstacles == []


def stage_posted(order: Order, stage, **data) -> dict:
    return {"from": order.stage_id, "stage": stage.pk, **data}


def test_the_bar_moves_an_order_in_one_operation(web, seller):
    order, offer = make.make_order(responsible=seller), make.make_stage("offer")
    before = ChangeSet.objects.count()

    answer = web.post(f"/orders/{order.pk}/stage/", stage_posted(order, offer))

    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/")
    order.refresh_from_db()
    assert (order.stage, order.version) == (offer, 2)
    assert ChangeSet.objects.count() == before + 1


def test_the_bar_asks_for_exactly_what_is_missing_and_moves_in_the_same_go(web, seller, won):
    company = make.make_company("Nordlicht", responsible=seller)
    order = make.make_order(responsible=seller, company=company)
    before = ChangeSet.objects.count()

    asked = web.post(f"/orders/{order.pk}/stage/", stage_posted(order, won))

    assert asked.status_code == 200
    assert [one.name for one in asked.context["bound"]] == ["amount", "currency", "amount_from_lines"]
    assert ChangeSet.objects.count() == before
    again = {"stage": won.pk, "version": order.version, "currency": "EUR", "amount": ""}
    assert "needs: Amount" in web.post(f"/orders/{order.pk}/stage/", again).content.decode()
    assert web.post(f"/orders/{order.pk}/stage/", again | {"amount": "120.50"}).status_code == 302
    order.refresh_from_db()
    assert (order.stage, order.amount) == (won, Decimal("120.50"))
    assert ChangeSet.objects.count() == before + 1


def test_who_was_outrun_moves_nothing_and_is_told(web, seller):
    order = make.make_order(responsible=seller)
    shown = order.stage_id
    change_stage(ORDERS, [order.pk], make.make_stage("offer"), by=seller)

    answer = web.post(f"/orders/{order.pk}/stage/", {"from": shown, "stage": make.make_stage("lost").pk}, follow=True)

    assert "Somebody else moved" in answer.content.decode()
    order.refresh_from_db()
    assert order.stage.key == "offer"


@pytest.mark.parametrize("sent", [{}, {"stage": ""}, {"stage": "x"}, {"stage": "9" * 40}, {"stage": "987654321"}])
def test_a_stage_that_is_not_there_changes_nothing(web, seller, sent):
    order = make.make_order(responsible=seller)

    answer = web.post(f"/orders/{order.pk}/stage/", sent, follow=True)

    assert "There is no such stage any more" in answer.content.decode()
    order.refresh_from_db()
    assert (order.stage.key, order.version) == ("new", 1)


def test_readers_see_the_bar_without_buttons(client, seller):
    order = make.make_order(responsible=seller)
    client.force_login(make.make_user(role="manager", department="Sales"))

    page = client.get(f"/orders/{order.pk}/").content.decode()

    assert 'aria-current="step"' in page
    assert f'action="/orders/{order.pk}/stage/"' not in page
    assert client.post(f"/orders/{order.pk}/stage/", {"stage": make.make_stage("won").pk}).status_code == 403
