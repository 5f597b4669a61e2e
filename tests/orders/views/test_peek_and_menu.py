"""A glance beside the list, and the menu of a row: both show what the person may see and do, without statements per row."""

import re

import pytest
from django.test import Client

from crm_merge.access.models import Grant, Role
from tests.merging.merging_tools import MAKERS, merge
from tests.orders import factories as make
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db
PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}
HTMX = {"hx-request": "true"}


@pytest.mark.parametrize("kind", PLURALS)
def test_a_glance_shows_facts_ways_to_reach_what_is_to_do_and_comments(web, seller, kind, statements):
    record = make.attach_everything(MAKERS[kind]("Nordlicht", responsible=seller), mark="mark")
    make.make_activity(record, "Call on Monday")

    page = web.get(f"{record.get_absolute_url()}peek/", headers=HTMX).content.decode()

    for words in (record.display_number, "Nordlicht", "mark@example.com", "Call on Monday", "Note mark"):
        assert words in page
    assert "<html" not in page
    assert "Call mark" not in page  # done long ago
    few = statements(web, f"{record.get_absolute_url()}peek/", **HTMX)
    for place in range(12):
        make.make_activity(record, f"Task {place}", responsible=make.make_user())
        make.make_comment(record, f"Comment {place}", author=make.make_user())
    assert statements(web, f"{record.get_absolute_url()}peek/", **HTMX) == few <= 7


def test_without_scripts_a_glance_is_the_page_of_the_record(web, seller):
    order = make.make_order(responsible=seller)

    answer = web.get(f"/orders/{order.pk}/peek/")

    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/")


def test_a_glance_at_what_may_not_be_read_is_like_one_at_nothing(web, seller):
    foreign = make.make_order("Secret", responsible=make.make_user(department="Elsewhere"))

    answers = [web.get(f"/orders/{key}/peek/", headers=HTMX) for key in (foreign.pk, 987_654_321)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Secret" not in answers[0].content.decode()


def test_a_glance_leads_to_the_home_of_a_merged_record_and_says_what_is_in_the_trash(web, seller):
    first, second, third = (make.make_order(title, responsible=seller) for title in ("One", "Two", "Three"))
    merge([first, second], by=seller)
    move_to_trash([third], by=seller)

    answer = web.get(f"/orders/{second.pk}/peek/", headers=HTMX)

    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{first.pk}/")
    assert web.get(f"/orders/{third.pk}/peek/", headers=HTMX).status_code == 410


def menu(page: str, record) -> str:
    return page.partition(f'id="menu-{record.pk}"')[2].partition("</div>")[0]


def test_the_menu_of_a_row_offers_what_the_person_may_do(client):
    here, there = make.make_user("here", department="Here"), make.make_user("there", department="There")
    role = Role.objects.create(name="Mixed")
    for action, scope in (("read", "all"), ("edit", "department"), ("delete", "own")):
        Grant.objects.create(role=role, record_type="orders.order", action=action, scope=scope)
    here.roles.add(role)
    own, team, foreign = (
        make.make_order(responsible=person) for person in (here, make.make_user(department=here.department), there)
    )
    client.force_login(here)

    page = client.get("/orders/").content.decode()
    offered = {
        record: re.findall(rf'href="/orders/(?:{record.pk}/)?([^"]*)"', menu(page, record)) for record in (own, team, foreign)
    }

    changing = ["edit/", f"?selected={own.pk}", "move/"]
    assert offered[own] == ["", "", *changing, "delete/"]
    assert offered[team] == ["", "", "edit/", f"?selected={team.pk}", "move/"]
    assert offered[foreign] == ["", ""]
    assert "data-field" in page.partition(f'data-at="/orders/{own.pk}/"')[2].partition("</tr>")[0]
    assert "data-field" not in page.partition(f'data-at="/orders/{foreign.pk}/"')[2].partition("</tr>")[0]


def test_rights_on_rows_cost_no_statement_per_row(client: Client, statements):
    person = make.make_user("own", department="Here")
    role = Role.objects.create(name="Own")
    for action, scope in (("read", "all"), ("edit", "department"), ("delete", "subdepartments")):
        Grant.objects.create(role=role, record_type="orders.order", action=action, scope=scope)
    person.roles.add(role)
    client.force_login(person)
    client.post("/orders/columns/", {"order": ["record"], "act": "save"})
    make.make_order(responsible=make.make_user(department="Here"))
    client.get("/orders/")  # says that the columns were saved
    few = statements(client, "/orders/")
    for _each in range(10):
        make.make_order(responsible=make.make_user(department="There"))
    make.make_order(responsible=None)

    assert statements(client, "/orders/") == few <= 4


def test_only_orders_have_a_stage_to_change(web, seller):
    company = make.make_company(responsible=seller)

    assert "move/" not in menu(web.get("/companies/").content.decode(), company)
    assert web.get(f"/companies/{company.pk}/move/").status_code == 404
