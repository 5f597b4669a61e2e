"""The first page of a list is asked by a prepared statement: whoever asks gets their own rows, in the order they chose."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm_merge.access.models import Grant, Role
from tests.merging.merging_tools import admin, merge

from . import factories as make

pytestmark = pytest.mark.django_db
MANY = 60  # more than a page holds


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def titles(response) -> list[str]:
    return [record.title_text for record in response.context["rows"]]


@pytest.fixture
def everybody():
    """A role that reads everything, so that words find all they are in."""
    role = Role.objects.create(name="All")
    Grant.objects.bulk_create(
        Grant(role=role, record_type=f"orders.{kind}", action="read", scope="all") for kind in ("order", "contact", "company")
    )
    user = make.make_user("everybody")
    user.roles.add(role)
    return user


def test_people_of_the_same_reach_see_their_own_records():
    sellers = [make.make_user(f"seller {place}", role="sales", department=f"Department {place}") for place in range(3)]
    orders = [make.make_order(f"Chairs {place}", responsible=seller) for place, seller in enumerate(sellers)]

    for place, seller in enumerate(sellers):
        web = signed_in(seller)
        assert titles(web.get("/orders/")) == [f"Chairs {place}"]
        found = [titles(web.get("/orders/", {"q": order.display_number})) for order in orders]
        assert found == [[f"Chairs {place}"] if order is orders[place] else [] for order in orders]


def test_each_text_finds_its_own_and_an_old_number_the_home(everybody):
    chairs, desks = make.make_order("Chairs"), make.make_order("Desks")
    old = make.make_order("Chairs, again")
    web = signed_in(everybody)
    for _again in range(2):
        assert titles(web.get("/orders/", {"q": "desks"})) == ["Desks"]
        assert titles(web.get("/orders/", {"q": desks.display_number})) == ["Desks"]
        assert titles(web.get("/orders/", {"q": "'"})) == []
    merge([chairs, old], by=admin())

    for number, found in ((old, ["Chairs"]), (desks, ["Desks"]), (chairs, ["Chairs"])):
        assert titles(web.get("/orders/", {"q": number.display_number})) == found


def test_few_matches_are_counted_while_they_are_read(everybody):
    for place in range(MANY):
        make.make_order(f"Chairs {place}")
    make.make_order("Desks")
    web = signed_in(everybody)
    web.get("/orders/", {"q": "chairs"})

    with CaptureQueriesContext(connection) as captured:
        response = web.get("/orders/", {"q": "chairs"})

    assert response.context["total"].number == MANY
    assert response.context["total"].is_exact
    reading = [entry["sql"] for entry in captured if '"words" @@' in entry["sql"] and not entry["sql"].startswith("EXPLAIN")]
    assert len(reading) == 1


def test_many_matches_are_not_counted(everybody, monkeypatch):
    monkeypatch.setattr("orders.queries.counting.MOST_COUNTED", 20)
    monkeypatch.setattr("orders.queries.counting._rounded", lambda guess: guess)
    monkeypatch.setattr("orders.listing.listed.expected", lambda _records: 1234)
    for place in range(MANY):
        make.make_order(f"Chairs {place}")

    with CaptureQueriesContext(connection) as captured:
        total = signed_in(everybody).get("/orders/", {"q": "chairs"}).context["total"]

    assert (total.number, total.kind) == (1234, "about")
    assert not any("COUNT(*)" in entry["sql"] for entry in captured)


def test_more_than_expected_are_said_to_be_more(everybody, monkeypatch):
    """The planner may guess too low: no exact number is promised then that another page would not show."""
    monkeypatch.setattr("orders.queries.counting.MOST_COUNTED", MANY - 5)
    monkeypatch.setattr("orders.listing.listed.expected", lambda _records: 1)
    for place in range(MANY):
        make.make_order(f"Chairs {place}")

    total = signed_in(everybody).get("/orders/", {"q": "chairs"}).context["total"]

    assert (total.number, total.kind) == (MANY - 5, "more")


@pytest.mark.parametrize("sort", ["amount", "-amount", "company", "-responsible"])
def test_rows_without_a_value_follow_on_the_first_page(everybody, sort):
    company = make.make_company("Nordlicht")
    for place in range(3):
        make.make_order(f"With {place}", company=company, amount=place, currency="EUR", responsible=everybody)
    make.make_order("Without", company=None, amount=None, responsible=None)
    web = signed_in(everybody)

    found = [titles(web.get("/orders/", {"sort": sort})) for _again in range(2)]

    assert found[0] == found[1]
    assert len(found[0]) == 4
    assert found[0][-1] == "Without"
