"""Saving, renaming, updating, deleting, beginning with a filter; what stays when what it names is gone."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.models import ChangeSet
from orders.models import DefaultFilter, SavedFilter
from tests.merging.merging_tools import merge
from tests.orders import factories as make
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales", language="en")


@pytest.fixture
def web(client: Client, seller) -> Client:
    client.force_login(seller)
    return client


def saved(owner, query: str = "title=chair&sort=-amount", **values) -> SavedFilter:
    return SavedFilter.objects.create(kind="order", owner=owner, query=query, **({"name": "Chairs"} | values))


def titles(response) -> list[str]:
    return [record.title_text for record in response.context["rows"]]


def test_a_filter_is_saved_with_its_order_and_opened_again(web, seller):
    make.make_order("Chairs", responsible=seller)
    make.make_order("Desks", responsible=seller)
    before = ChangeSet.objects.count()

    answer = web.post("/orders/filters/save/", {"query": "sort=-amount&title=chair&after=xx", "name": "My chairs", "default": ""})
    opened = web.get(answer.url)

    assert SavedFilter.objects.get().query == "title=chair&sort=-amount"
    assert titles(opened) == ["Chairs"]
    assert opened.context["shelf"].current.name == "My chairs"
    assert not opened.context["shelf"].is_changed
    assert ChangeSet.objects.count() == before  # nobody else's business


def test_a_changed_filter_offers_to_be_saved(web, seller):
    one = saved(seller)
    changed = web.get(f"/orders/?title=desk&sort=-amount&saved={one.pk}")
    assert changed.context["shelf"].is_changed

    web.post(f"/orders/filters/{one.pk}/update/", {"query": changed.context["bar"].kept})

    assert SavedFilter.objects.get().query == "title=desk&sort=-amount"
    assert not web.get(f"/orders/?title=desk&sort=-amount&saved={one.pk}").context["shelf"].is_changed


def test_a_filter_is_renamed_and_deleted(web, seller):
    one = saved(seller)
    web.post(f"/orders/filters/{one.pk}/", {"name": "Seats", "query": "x=y", "default": ""})
    assert (SavedFilter.objects.get().name, SavedFilter.objects.get().query) == ("Seats", one.query)

    web.post(f"/orders/filters/{one.pk}/delete/")
    assert not SavedFilter.objects.exists()


def test_deleting_asks_first(web, seller):
    one = saved(seller)
    web.post("/orders/filters/begin/", {"saved": one.pk})

    page = web.get(f"/orders/filters/{one.pk}/delete/").content.decode()

    assert "The filter “Chairs” will be deleted for good" in page
    assert "The list of 1 person begins with it" in page
    assert SavedFilter.objects.exists()


def test_a_name_is_taken_once(web, seller):
    saved(seller)
    answer = web.post("/orders/filters/save/", {"query": "title=x", "name": "CHAIRS", "default": ""})

    assert answer.status_code == 200
    assert "There is a filter with this name already" in answer.content.decode()
    assert 'value="CHAIRS"' in answer.content.decode()
    assert SavedFilter.objects.count() == 1


def test_a_list_without_conditions_begins_with_the_default(web, seller):
    make.make_order("Desks", responsible=seller)
    one = saved(seller)
    web.post(f"/orders/filters/{one.pk}/", {"name": "Chairs", "default": "me"})

    begun = web.get("/orders/", follow=True)
    everything = web.get(begun.context["shelf"].all_url)

    assert titles(begun) == []
    assert titles(everything) == ["Desks"]
    assert titles(web.get(begun.context["bar"].without_all)) == ["Desks"]
    assert web.get("/contacts/").status_code == 200  # another list, not touched

    web.post(f"/orders/filters/{one.pk}/", {"name": "Chairs", "default": ""})
    assert titles(web.get("/orders/")) == ["Desks"]


def begins_with(web) -> str:
    return web.get("/orders/", follow=True).context["shelf"].current_key


def test_the_open_tab_becomes_the_one_to_begin_with_and_back(web, seller):
    one = saved(seller)
    page = web.get(f"/orders/?saved={one.pk}")
    assert "Always begin here" in page.content.decode()

    answer = web.post("/orders/filters/begin/", {"saved": one.pk, "next": "/orders/?q=x"}, follow=True)

    assert answer.request["QUERY_STRING"] == "q=x"
    assert "Your list now begins with “Chairs”." in answer.content.decode()
    assert begins_with(web) == str(one.pk)
    assert "No longer begin here" in web.get("/orders/", follow=True).content.decode()
    web.post("/orders/filters/begin/", {"saved": ""})
    assert begins_with(web) == ""


def test_a_person_begins_with_all_although_everybody_begins_with_a_filter(web, seller):
    team = saved(None)
    DefaultFilter.objects.create(kind="order", person=None, filter=team)
    assert begins_with(web) == str(team.pk)

    web.post("/orders/filters/begin/", {"saved": "all"})

    assert begins_with(web) == ""
    assert DefaultFilter.objects.filter(person=None, filter=team).exists()  # for the others nothing changed
    assert web.get("/orders/").context["shelf"].begins_with_all
    web.post("/orders/filters/begin/", {"saved": ""})
    assert begins_with(web) == str(team.pk)


@pytest.mark.parametrize("key", ["x", "987654321", "-1", "9" * 40])
def test_nobody_begins_with_what_they_may_not_see(web, key):
    foreign = saved(make.make_user())

    assert web.post("/orders/filters/begin/", {"saved": key}).status_code == 404
    assert web.post("/orders/filters/begin/", {"saved": foreign.pk}).status_code == 404
    assert not DefaultFilter.objects.exists()


def columns_of(page) -> list[str]:
    return [head["column"].key for head in page.context["heads"]]


def test_a_filter_brings_its_columns_and_lets_go_of_them(web, seller):
    make.make_order("Chairs", responsible=seller)
    own = columns_of(web.get("/orders/"))
    shown = "/orders/filters/save/?title=chair&columns=amount,record"

    assert "yes, as shown now: Amount, Order" in web.get(shown).content.decode()
    answer = web.post(shown, {"query": "title=chair", "name": "Chairs", "default": "", "columns": "shown"})
    opened = web.get(answer.url)

    assert SavedFilter.objects.get().columns == ["amount", "record"]
    assert SavedFilter.objects.get().query == "title=chair"
    assert columns_of(opened) == ["amount", "record"]
    assert not opened.context["shelf"].is_changed
    assert "brings its columns along" in opened.content.decode()
    assert "Show my own columns" in opened.content.decode()
    assert columns_of(web.get(answer.url.replace("columns=amount%2Crecord&", ""))) == own
    assert columns_of(web.get(opened.context["shelf"].all_url)) == own


def test_the_columns_of_a_filter_are_kept_renewed_and_given_up(web, seller):
    one = saved(seller, columns=["record", "amount"])
    address = f"/orders/filters/{one.pk}/"
    values = {"name": "Chairs", "default": ""}

    web.post(address, {**values, "columns": "kept"})
    assert SavedFilter.objects.get().columns == ["record", "amount"]
    web.post(f"{address}?columns=record,stage", {**values, "columns": "shown"})
    assert SavedFilter.objects.get().columns == ["record", "stage"]
    web.post(address, {**values, "columns": ""})
    assert SavedFilter.objects.get().columns == []


def test_columns_that_an_address_names_senselessly(web, seller):
    own = columns_of(web.get("/orders/"))

    assert columns_of(web.get("/orders/?columns=nonsense,,stage,stage")) == ["record", "stage"]
    assert columns_of(web.get("/orders/?columns=,")) == own


def test_choosing_columns_beside_those_of_a_filter_shows_ones_own(web):
    page = web.get("/orders/columns/?q=x&columns=record,amount").content.decode()
    assert "These columns come with the filter." in page

    answer = web.post("/orders/columns/", {"show": "stage", "act": "save", "next": "/orders/?q=x&columns=record,amount"})

    assert answer["Location"] == "/orders/?q=x"


def test_a_filter_keeps_neither_selection_nor_view(web, seller):
    one = saved(seller)
    page = web.get(f"/orders/?title=chair&sort=-amount&saved={one.pk}&sel=abc&view=list&only=selected")

    assert page.context["bar"].kept == one.query
    assert not page.context["shelf"].is_changed
    assert page.context["shelf"].tabs[0].url.endswith(f"saved={one.pk}&sel=abc&view=list")
    assert page.context["shelf"].all_url == "/orders/?saved=all&sel=abc&view=list"
    assert page.context["bar"].chips_shown[0].remove.endswith(f"saved={one.pk}&sel=abc&view=list")


def test_taking_back_the_last_condition_does_not_bring_the_default_back(web, seller):
    make.make_order("Desks", responsible=seller)
    one = saved(seller, query="stage.empty=no")
    web.post(f"/orders/filters/{one.pk}/", {"name": "Chairs", "default": "me"})

    chips = web.get("/orders/?title=chair").context["bar"].chips_shown

    assert titles(web.get(chips[0].remove)) == ["Desks"]


def test_a_retired_field_is_left_out_and_named(web, seller):
    make.make_order("Chairs", responsible=seller)
    one = saved(seller, query="title=chair&custom.gone=7")

    opened = web.get(f"/orders/?{one.query}&saved={one.pk}")

    assert titles(opened) == ["Chairs"]
    assert "“custom.gone”" in opened.content.decode()


def test_a_missing_stage_is_left_out_and_named(web, seller):
    make.make_order("Chairs", responsible=seller)

    opened = web.get("/orders/?stage=987654")

    assert titles(opened) == ["Chairs"]
    assert "Stage: 987654" in opened.content.decode()
    assert "is not among the choices" in opened.content.decode()


def test_a_merged_company_is_followed_to_its_home(web, seller):
    admin = make.make_user(role="administration")
    home, gone = (make.make_company(name, responsible=seller) for name in ("Nordlicht", "Nordlicht GmbH"))
    make.make_order("Chairs", company=home, responsible=seller)
    one = saved(seller, query=f"company={gone.pk}")
    merge([home, gone], by=admin)

    opened = web.get(f"/orders/?{one.query}&saved={one.pk}")

    assert titles(opened) == ["Chairs"]
    assert opened.context["bar"].chips_shown[0].words == f"Company: {home.label}"


def counts_of(web) -> str:
    return web.get("/orders/filters/counts/").content.decode()


def test_counts_come_in_a_request_of_their_own(web, seller):
    for place in range(3):
        make.make_order(f"Chair {place}", responsible=seller)
    one = saved(seller)
    make.make_order("Chair of somebody else", responsible=make.make_user(department="Other"))

    page = web.get("/orders/?saved=all").content.decode()

    assert f'id="saved-count-{one.pk}"></span>' in page
    assert 'hx-get="/orders/filters/counts/"' in page
    assert f'id="saved-count-{one.pk}" hx-swap-oob="true">3</span>' in counts_of(web)


def test_counts_are_bounded_and_kept_for_a_moment(web, seller, monkeypatch):
    monkeypatch.setattr("orders.filtering.counts.MOST_COUNTED", 2)
    for place in range(3):
        make.make_order(f"Chair {place}", responsible=seller)
    for place in range(5):
        saved(seller, name=f"Filter {place}", query=f"title=chair&amount.max={place}&stage=1&responsible=me&title.match=any")

    with CaptureQueriesContext(connection) as first:
        counts_of(web)
    with CaptureQueriesContext(connection) as again:
        assert counts_of(web).count("<span") == 5
    asked = [[entry["sql"] for entry in captured if "COUNT(*) FROM (SELECT" in entry["sql"]] for captured in (first, again)]
    assert [len(counting) for counting in asked] == [5, 0]

    saved(seller, query="title=chair")
    assert ">2+</span>" in counts_of(web)


def test_a_right_that_is_taken_away_takes_its_counts_along(web, seller):
    make.make_order("Chair", responsible=seller)
    saved(seller)
    assert ">1</span>" in counts_of(web)

    seller.roles.clear()

    assert ">0</span>" in counts_of(web)


def test_the_list_asks_as_much_for_many_filters_as_for_few(web, seller):
    saved(seller)
    with CaptureQueriesContext(connection) as few:
        web.get("/orders/?title=x")
    for place in range(20):
        saved(seller, name=f"Filter {place}")
    with CaptureQueriesContext(connection) as many:
        web.get("/orders/?title=x")

    assert len(few) == len(many) <= 10


def test_records_in_the_trash_are_found_only_when_asked(web, seller):
    gone, merged = make.make_order("Chairs put away", responsible=seller), make.make_order("Chairs merged", responsible=seller)
    home = make.make_order("Desks", responsible=seller)
    foreign = make.make_order("Chairs of others", responsible=make.make_user(department="Other"))
    admin = make.make_user(role="administration")
    move_to_trash([gone, foreign], by=admin)
    merge([home, merged], by=admin)

    assert titles(web.get("/orders/?q=chairs")) == []
    found = web.get("/orders/?q=chairs&also=trash")

    assert set(titles(found)) == {"Chairs put away", "Chairs merged"}
    page = found.content.decode()
    assert "In the trash: deleted by hand" in page
    assert "In the trash: merged into another record" in page
    assert f'name="id" value="{gone.pk}"' not in page  # nothing can be done with it from here
    with CaptureQueriesContext(connection) as queries:
        web.get("/orders/?q=chairs&also=trash")
    assert len(queries) <= 11
