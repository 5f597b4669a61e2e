"""Which columns a list shows: the own choice, that of everybody, and what they cost."""

import re

import pytest
from django.test import Client

from crm_merge.audit.models import ChangeSet, Kind
from orders.fields.catalogue import fields_of
from orders.kinds import KINDS
from orders.listing.settings import Column, look_of, save_own
from orders.models import ListSettings
from tests.merging.merging_tools import MAKERS
from tests.orders import factories as make

pytestmark = pytest.mark.django_db
ORDERS = KINDS["order"]


def shown(web: Client, plural: str = "orders") -> list[str]:
    return [head["column"].key for head in web.get(f"/{plural}/").context["heads"]]


def choose(web: Client, act: str = "save", **data):
    return web.post("/orders/columns/", {"order": ["amount", "record", "stage"], "show": ["amount", "stage"], "act": act, **data})


def test_a_person_chooses_columns_their_order_and_width(web, seller):
    make.make_order(responsible=seller)

    answer = choose(web, **{"width-amount": "140", "density": "dense", "next": "/orders/?q="})

    assert (answer.status_code, answer["Location"]) == (302, "/orders/?q=")
    assert shown(web) == ["amount", "record", "stage"]
    page = web.get("/orders/").content.decode()
    assert '<col width="140">' in page
    assert "list-table is-stacking is-dense" in page


def test_the_choice_of_one_is_not_that_of_another(web, office):
    choose(web)

    assert "company" in shown(office)


@pytest.mark.parametrize("width", ["59", "801", "-100", "1e2", "x", "¹²³", "99999999999"])
def test_a_width_that_makes_no_sense_is_named_and_kept(web, seller, width):
    answer = choose(web, **{"width-amount": width})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Amount: a width is a whole number from 60 to 800" in page
    assert f'value="{width[:20]}"' in page
    assert not ListSettings.objects.exists()


@pytest.mark.parametrize(("button", "order"), [("up", ["record", "amount", "stage"]), ("down", ["amount", "stage", "record"])])
def test_without_scripts_the_buttons_rearrange_and_save_nothing(web, button, order):
    answer = web.post(
        "/orders/columns/",
        {"order": ["amount", "record", "stage"], "show": ["amount"], "width-amount": "77", button: "record"},
    )

    page = answer.content.decode()
    assert re.findall(r'name="order" value="([\w.]+)"', page)[:3] == order
    assert 'value="77"' in page
    assert not ListSettings.objects.exists()


def test_the_ends_stay_where_they_are(web):
    answer = web.post("/orders/columns/", {"order": ["amount", "stage"], "up": "amount"})

    assert re.findall(r'name="order" value="([\w.]+)"', answer.content.decode())[:2] == ["amount", "stage"]


def test_the_record_itself_is_always_shown(web):
    web.post("/orders/columns/", {"order": ["amount"], "show": ["amount"], "act": "save"})

    assert shown(web) == ["amount", "record"]


def test_a_field_that_is_gone_is_left_out(web, seller):
    save_own(seller, ORDERS, [Column("record"), Column("custom.retired", 100), Column("stage")], "dense")

    assert shown(web) == ["record", "stage"]


def test_the_default_of_everybody_is_a_change_of_settings(web, office, boss):
    answer = choose(office, "default", **{"width-amount": "120"})

    assert answer.status_code == 302
    assert shown(web) == shown(office) == ["amount", "record", "stage"]
    operation = ChangeSet.objects.filter(kind=Kind.SETTINGS_CHANGED, by_key=boss.pk).get()
    page = office.get(f"/history/{operation.pk}/").content.decode()
    assert "Ada Amt</strong> changed the columns of the list of orders for everybody" in page
    assert "Amount (120 px), Order, Stage" in page
    german = office.get(f"/history/{operation.pk}/", headers={"accept-language": "de"}).content.decode()
    assert "Betrag (120 px), Auftrag, Stufe" in german

    choose(office, "default", **{"width-amount": "120"})
    assert ChangeSet.objects.filter(kind=Kind.SETTINGS_CHANGED, by_key=boss.pk).count() == 1


def test_who_may_not_manage_settings_sets_no_default(web, office):
    assert "everybody" not in web.get("/orders/columns/").content.decode()
    assert "Save as default for everybody" in office.get("/orders/columns/").content.decode()

    answer = choose(web, "default")

    assert answer.status_code == 403
    assert not ListSettings.objects.exists()


def test_the_own_choice_wins_until_it_is_reset(web, office):
    choose(web)
    office.post("/orders/columns/", {"order": ["stage", "record"], "show": ["stage"], "act": "default"})
    assert shown(web) == ["amount", "record", "stage"]

    web.post("/orders/columns/", {"act": "reset"})

    assert shown(web) == ["stage", "record"]


def test_a_dragged_edge_is_kept(web, seller):
    answer = web.post("/orders/columns/width/", {"column": "stage", "width": "222"}, headers={"hx-request": "true"})
    web.post("/orders/columns/width/", {"column": "stage", "width": "7"})
    web.post("/orders/columns/width/", {"column": "nonsense", "width": "100"})

    assert answer.status_code == 204
    assert look_of(seller, ORDERS).widths == {"stage": 222}


def test_resetting_keeps_the_view(web, seller):
    web.post("/orders/view/", {"view": "kanban"})
    choose(web)
    web.post("/orders/columns/", {"act": "reset"})

    assert look_of(seller, ORDERS).view == "kanban"


PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}


@pytest.mark.parametrize("kind", PLURALS)
def test_columns_cost_a_statement_per_table_behind_them_for_any_number_of_rows(web, seller, statements, kind):
    fields = list(fields_of(KINDS[kind]))
    save_own(seller, KINDS[kind], [Column(key) for key in fields], "dense")

    def add(number: int) -> None:
        for place in range(number):
            owner = make.make_user(department=seller.department)
            make.attach_everything(MAKERS[kind](f"Record {place}", responsible=owner), mark=f"m{place}{number}")

    add(2)
    few = statements(web, f"/{PLURALS[kind]}/")
    add(12)

    assert statements(web, f"/{PLURALS[kind]}/") == few
    assert few <= 12  # ten, and one each for contact points, tags and people beyond the usual columns
    assert shown(web, PLURALS[kind]) == fields


@pytest.mark.parametrize("sort", ["amount", "-begins_on", "company", "responsible"])
def test_a_list_sorted_by_what_it_does_not_show_costs_the_same(web, seller, statements, sort):
    for place in range(55):
        make.make_order(f"Order {place}", responsible=seller, amount=place)
    save_own(seller, ORDERS, [Column("record")], "dense")
    few = statements(web, "/orders/?sort=-created")

    assert statements(web, f"/orders/?sort={sort}") <= few + (1 if sort in ("-begins_on", "company") else 0)


def test_the_form_leads_back_to_the_list_as_it_was(web):
    page = web.get("/orders/columns/?q=chairs&sort=-amount").content.decode()

    assert 'name="next" value="/orders/?q=chairs&amp;sort=-amount"' in page
