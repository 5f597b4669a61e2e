"""Reference data is read by one page for all, and a change is on the next page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.access.models import User
from crm_merge.reference.keeping import reading
from orders.kinds import ORDERS
from orders.lists import list_of
from orders.models import CustomField, ListSettings, Order, SavedFilter, Stage
from orders.reference import people_by_key
from orders.stage_bar import stages_of
from tests.orders import factories as make

pytestmark = pytest.mark.django_db
SEEN = ("orders_stage", "orders_customfield", "orders_savedfilter", "orders_defaultfilter", "orders_listsettings")


@pytest.fixture
def web(client):
    client.force_login(make.make_user("sales", role="administration"))
    return client


def asked(web, address: str = "/orders/") -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert web.get(address).status_code == 200
    return [query["sql"] for query in queries]


def test_a_page_asks_nothing_that_another_page_knows(web):
    make.make_order()
    assert any('FROM "orders_stage"' in sql for sql in asked(web))
    again = asked(web)

    assert [sql for sql in again if any(f'FROM "{table}"' in sql for table in SEEN)] == []
    assert len(again) <= 4  # session, person, rows, total


def changes() -> dict:
    """How others change reference data past every page, with the words by which the next page tells."""
    return {
        "stage": (lambda me: Stage.objects.update(name="Elsewhere"), "Elsewhere"),
        "person": (lambda me: User.objects.create_user("newcomer"), "newcomer"),
        "name": (lambda me: User.objects.filter(pk=me.pk).update(last_name="Renamed"), "Renamed"),
        "filter": (lambda me: SavedFilter.objects.create(kind="order", name="Shared one", query="source=web"), "Shared one"),
        "columns": (
            lambda me: ListSettings.objects.create(kind="order", person=me, columns=[["record", None], ["closes_on", 77]]),
            'width="77"',
        ),
        "field": (
            lambda me: (
                CustomField.objects.create(record_type="orders.order", key="late", label="Late one", type="text"),
                ListSettings.objects.create(kind="order", columns=[["record", None], ["custom.late", None]]),
            ),
            "Late one",
        ),
    }


@pytest.mark.parametrize("name", changes())
def test_a_change_is_on_the_next_page_of_everybody(web, name):
    make.make_order()
    change, words = changes()[name]
    assert words not in web.get("/orders/").content.decode()
    with make.recording("settings_changed"):
        change(User.objects.get(username="sales"))

    assert words in web.get("/orders/").content.decode()


def test_what_one_person_chose_is_not_shown_to_another(web, client):
    make.make_order()
    mine = SavedFilter.objects.create(kind="order", name="Mine alone", query="", owner=User.objects.get(username="sales"))
    assert mine.name in web.get("/orders/").content.decode()
    client.force_login(make.make_user("other", role="administration"))

    assert mine.name not in client.get("/orders/").content.decode()


def test_stages_speak_the_language_of_each_reader(web):
    make.make_order()
    with make.recording("settings_changed"):
        Stage.objects.update(name="Elsewhere", name_de="Anderswo")
    for language, words in (("en", "Elsewhere"), ("de", "Anderswo")):
        assert words in web.get("/orders/", headers={"accept-language": language}).content.decode()


def test_rows_take_stages_and_people_from_it_and_ask_for_those_that_are_newer(django_assert_num_queries):
    owner = make.make_user("owner")
    known = make.make_order("Known", responsible=owner, company=make.make_company(responsible=owner))
    with reading():
        row = list_of(ORDERS).rows(Order.objects.filter(pk=known.pk), list_of(ORDERS).order("")).get()
        with django_assert_num_queries(0):
            assert (row.stage, row.responsible, row.company.responsible) == (known.stage, owner, owner)
            assert row.responsible is people_by_key()[owner.pk]
        before, connection.execute_wrappers = connection.execute_wrappers, []  # as another process would
        newer = make.make_order("Newer", responsible=make.make_user("newcomer"), stage=make.make_stage("another"))
        connection.execute_wrappers = before

        row = list_of(ORDERS).rows(Order.objects.filter(pk=newer.pk), list_of(ORDERS).order("")).get()
        assert (str(row.responsible), row.stage) == ("newcomer", newer.stage)


def test_names_to_choose_from_are_written_as_text(web):
    make.make_order()
    make.make_user("other", last_name='<b title="x">&')

    assert "<span>&lt;b title=&quot;x&quot;&gt;&amp;</span>" in web.get("/orders/").content.decode()


def test_the_bar_of_an_order_has_the_stages_in_use_and_its_own():
    order = make.make_order(stage=make.make_stage("offer"))
    pipeline = Stage.objects.filter(pipeline=order.stage.pipeline, is_retired=False).order_by("position", "pk")
    ends = [stage for stage in pipeline if stage.outcome != "open"]

    assert stages_of(order) == [stage for stage in pipeline if stage not in ends] + ends


def test_the_bar_has_a_stage_that_is_newer_than_what_is_kept():
    order = make.make_order(stage=make.make_stage("offer"))
    order.stage = Stage(pk=2_000_000_000, pipeline_id=order.stage.pipeline_id, key="new", position=9999)

    assert order.stage in stages_of(order)
