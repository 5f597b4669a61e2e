"""What is ticked survives paging, sorting and filtering, without scripts; tabs and people never mix."""

import pytest
from django.test import Client

from orders.bulk import choosing
from orders.models import Order, Selection
from tests.orders import factories as make

from .tools import MAKERS, PLURALS, ListPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", PLURALS)
def test_ticks_survive_paging_sorting_and_filtering(web, seller, kind):
    records = [MAKERS[kind](f"Record {place}", responsible=seller) for place in range(60)]
    by_key = {record.pk: record for record in records}
    page = ListPage(web, f"/{PLURALS[kind]}/")
    first = by_key[page.shown[0]]

    page.tick(first).next_page()
    second = by_key[page.shown[0]]
    page.tick(second).press()

    assert (page.count, page.ticked) == ("2", {second.pk})
    sel = page.fields()["sel"]
    assert first.pk in page.open(f"/{PLURALS[kind]}/?sel={sel}").ticked
    assert page.open(f"/{PLURALS[kind]}/?sel={sel}&sort=-changed&q=record").count == "2"
    assert page.open(f"/{PLURALS[kind]}/?sel={sel}&only=selected").shown == [
        pk for pk in page.shown if pk in (first.pk, second.pk)
    ]
    assert set(page.shown) == {first.pk, second.pk} == page.ticked


def test_what_is_selected_elsewhere_is_said(web, seller):
    chairs, desks = (make.make_order(title, responsible=seller) for title in ("Chairs", "Desks"))
    page = ListPage(web, "/orders/").tick(chairs, desks).press()
    assert page.response.context["chosen"].elsewhere_words == ""
    sel = page.fields()["sel"]

    assert "1 of them not on this page" in page.open(f"/orders/?title=chairs&sel={sel}").response.content.decode()
    assert "none of them on this page" in page.open(f"/orders/?title=nothing&sel={sel}").response.content.decode()


def test_unticking_on_a_later_page_keeps_the_others(web, seller):
    orders = [make.make_order(f"Order {place}", responsible=seller) for place in range(3)]
    page = ListPage(web, "/orders/").tick(*orders).press()

    page.untick(orders[1]).press()

    assert page.ticked == {orders[0].pk, orders[2].pk}


def test_clearing_lets_go_of_everything(web, seller):
    order = make.make_order(responsible=seller)
    page = ListPage(web, "/orders/").tick(order).press()

    page.press(do="clear")

    assert (page.count, page.ticked, Selection.objects.count()) == ("0", set(), 0)
    assert "sel=" not in page.response.request["QUERY_STRING"]


def test_a_second_tab_begins_a_selection_of_its_own(web, seller):
    one, other = make.make_order(responsible=seller), make.make_order(responsible=seller)
    first = ListPage(web, "/orders/").tick(one).press()
    second = ListPage(web, "/orders/")
    assert second.ticked == set()

    second.tick(other).press()

    assert first.press().ticked == {one.pk}
    assert second.press().ticked == {other.pk}


def test_looking_at_a_list_writes_nothing(web, seller):
    make.make_order(responsible=seller)

    web.get("/orders/?sel=5f5f5f5f5f5f4f5f8f5f5f5f5f5f5f5f")
    ListPage(web, "/orders/").press()

    assert not Selection.objects.exists()


def test_the_selection_of_somebody_else_is_none(web, seller, colleague):
    order = make.make_order(responsible=seller)
    page = ListPage(web, "/orders/").tick(order).press()
    other = Client()
    other.force_login(colleague)

    theirs = ListPage(other, f"/orders/?sel={page.fields()['sel']}")
    assert theirs.ticked == set()
    theirs.tick(order).press(do="clear")

    assert page.press().ticked == {order.pk}


def test_a_selection_of_orders_is_none_of_contacts(web, seller):
    order = make.make_order(responsible=seller)
    make.make_contact(responsible=seller)
    page = ListPage(web, "/orders/").tick(order).press()

    assert ListPage(web, f"/contacts/?sel={page.fields()['sel']}").count == "0"


def test_what_one_may_not_read_cannot_be_ticked(web, seller):
    mine, foreign = make.make_order(responsible=seller), make.make_order(responsible=make.make_user(department="Other"))
    page = ListPage(web, "/orders/").tick(mine, foreign).press()

    assert page.count == "1"
    assert Selection.objects.get().ticked == [mine.pk]


def test_all_matches_but_the_unticked_are_meant(web, seller):
    chairs = [make.make_order(f"Chairs {place}", responsible=seller) for place in range(60)]
    make.make_order("Desk", responsible=seller)
    page = ListPage(web, "/orders/?q=chairs").press(do="all")

    assert (page.count, len(page.ticked)) == ("60", 50)
    page.untick(chairs[-1]).next_page()
    assert (page.count, len(page.ticked)) == ("59", 10)


def test_all_matches_stay_those_of_their_filter_under_another_one(web, seller):
    chair, desk = make.make_order("Chair", responsible=seller), make.make_order("Desk", responsible=seller)
    page = ListPage(web, "/orders/?q=chair").press(do="all")

    page.open(f"/orders/?sel={page.fields()['sel']}")
    assert page.ticked == {chair.pk}
    page.tick(desk).untick(chair).press()

    assert (page.ticked, page.count) == ({desk.pk}, "1")


def test_a_filter_that_cannot_be_read_selects_nothing(web, seller):
    make.make_order(responsible=seller)
    page = ListPage(web, "/orders/?amount.gt=much")

    page.press(do="all")

    assert page.count == "0"
    assert "cannot be read" in page.text


def test_too_many_ticks_are_refused_with_a_sentence(web, seller, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_TICKED", 2)
    orders = [make.make_order(responsible=seller) for _each in range(3)]
    page = ListPage(web, "/orders/").tick(*orders)

    answer = web.post("/orders/selection/", page.fields(), headers={"X-Selection": "1"})

    assert (answer.status_code, answer.content.decode()[:17]) == (409, "At most 2 records")
    assert "At most 2 records" in page.press().text


def test_a_script_gets_the_state_alone(web, seller):
    orders = [make.make_order(responsible=seller) for _each in range(2)]
    page = ListPage(web, "/orders/").tick(*orders)

    text = web.post("/orders/selection/", page.fields(), headers={"X-Selection": "1"}).content.decode()

    assert "<html" not in text
    assert "2 selected" in text
    assert Selection.objects.get().pk.hex in text


def test_a_list_with_a_selection_asks_as_much_for_many_records_as_for_few(web, seller, django_assert_max_num_queries):
    counts = []
    for number in (55, 60):  # more than a page holds
        for place in range(number):
            make.make_order(f"Chair {place}", responsible=seller)
        page = ListPage(web, "/orders/?q=chair").tick(*Order.objects.all()[:2]).press()
        with django_assert_max_num_queries(10) as captured:
            web.get(f"/orders/?q=chair&sel={page.fields()['sel']}")
        counts.append(len(captured))

    assert counts[0] == counts[1]
