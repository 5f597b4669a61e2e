"""Orders by stage: what the board shows, how it goes on, what moving a card writes and refuses."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm_merge.access.models import Grant, Role
from crm_merge.audit.models import ChangeSet, Kind
from orders.kinds import KINDS
from orders.listing import board as boards
from orders.listing.settings import look_of
from orders.models import Order, Pipeline, Stage
from tests.orders import factories as make

pytestmark = pytest.mark.django_db
BOARD = "/orders/?view=kanban"
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def long_keys(db):
    """Keys of an installation that is not new: pages must not print them with thousands separators."""
    with connection.cursor() as cursor:
        for table in ("orders_stage", "orders_pipeline", "orders_order"):
            highest = f"greatest(12345, (SELECT max(id) FROM {table}))"
            cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), {highest})", [table])


def cards(page: str, stage: Stage | None = None) -> list[int]:
    if stage is not None:
        page = page.partition(f'data-column="{stage.pk}"')[2].partition("</section>")[0]
    return [int(key) for key in re.findall(r'id="card-(\d+)"', page)]


def move(web, order: Order, stage: Stage, **data):
    return web.post(f"/orders/{order.pk}/move/", {"stage": stage.pk, "version": order.version, **data}, headers=JSON)


def test_every_stage_has_its_orders_newest_first(web, seller):
    new, won = make.make_stage("new"), make.make_stage("won")
    day = timezone.now()
    old, young = (make.make_order(stage=new, responsible=seller, created_at=day - timedelta(days=back)) for back in (9, 1))
    other = make.make_order(stage=won, responsible=seller)

    page = web.get(BOARD).content.decode()

    assert cards(page, new) == [young.pk, old.pk]
    assert cards(page, won) == [other.pk]


def test_the_board_shows_what_the_list_would_find(web, seller):
    found = make.make_order("Chairs", responsible=seller)
    make.make_order("Desks", responsible=seller)
    foreign = make.make_order("Chairs elsewhere", responsible=make.make_user(department="Elsewhere"))

    page = web.get(f"{BOARD}&q=chairs").content.decode()

    assert cards(page) == [found.pk]
    assert foreign.title not in page


def test_a_company_that_the_reader_may_not_read_is_not_named(web, seller):
    hidden = make.make_company("Secret Ltd", responsible=make.make_user(department="Elsewhere"))
    make.make_order(responsible=seller, company=hidden)

    page = web.get(BOARD).content.decode()

    assert "Secret" not in page
    assert "(not visible to you)" in page


def test_a_column_goes_on_card_by_card(web, seller):
    stage = make.make_stage("new")
    expected = {make.make_order(f"Order {place}", stage=stage, responsible=seller).pk for place in range(45)}
    make.make_order(stage=make.make_stage("won"), responsible=seller)

    page = web.get(BOARD).content.decode()
    seen = cards(page, stage)
    while more := re.search(r'hx-get="(/orders/board/\?[^"]*)"', page):
        page = web.get(more[1].replace("&amp;", "&"), headers={"hx-request": "true"}).content.decode()
        assert "<html" not in page
        seen += cards(page)

    assert len(seen) == len(set(seen)) == 45
    assert set(seen) == expected


def test_without_scripts_a_column_goes_on_as_a_page(web, seller):
    stage = make.make_stage("new")
    for place in range(25):
        make.make_order(f"Order {place}", stage=stage, responsible=seller)
    more = re.search(r'href="(/orders/board/\?[^"]*)"', web.get(BOARD).content.decode())[1].replace("&amp;", "&")

    page = web.get(more).content.decode()

    assert "</html>" in page
    assert len(cards(page)) == 25 - boards.PER_COLUMN


@pytest.mark.parametrize("column", ["", "0", "x", "987654321", "9" * 40])
def test_a_column_that_is_not_there(web, column):
    assert web.get(f"/orders/board/?column={column}").status_code == 404


def test_totals_are_per_currency_and_capped(web, seller, monkeypatch):
    monkeypatch.setattr(boards, "MOST_ADDED", 3)
    new, won = make.make_stage("new"), make.make_stage("won")
    for place in range(5):
        make.make_order(stage=new, responsible=seller, amount=place, created_at=timezone.now() + timedelta(minutes=place))
    make.make_order(stage=won, responsible=seller, amount=10, currency="USD")
    make.make_order(stage=won, responsible=seller, amount="1.50")
    make.make_order(stage=won, responsible=seller, amount=None)

    page = " ".join(web.get("/orders/board/totals/").content.decode().split())
    by_stage = dict(re.findall(r'id="board-total-(\d+)"[^>]*>(.*?)</p>', page))

    assert ">3+<" in by_stage[str(new.pk)]
    assert "€9.00" in by_stage[str(new.pk)]
    assert "sum of the newest 3" in by_stage[str(new.pk)]
    assert ">3<" in by_stage[str(won.pk)]
    assert "€1.50" in by_stage[str(won.pk)]
    assert "$10.00" in by_stage[str(won.pk)]
    assert "€9.00" in web.get(f"{BOARD}&totals=1").content.decode()


def test_totals_count_nothing_that_the_reader_may_not_read(web, seller):
    make.make_order(amount=5, responsible=make.make_user(department="Elsewhere"))

    assert "€" not in web.get("/orders/board/totals/").content.decode()


def test_one_pipeline_at_a_time(web, seller):
    first = make.make_order(responsible=seller)
    with make.recording():
        pipeline = Pipeline.objects.create(name="Service", position=9)
        stage = Stage.objects.create(pipeline=pipeline, key="open", name="Open")
    second = make.make_order(stage=stage, responsible=seller)

    assert cards(web.get(BOARD).content.decode()) == [first.pk]
    assert cards(web.get(f"{BOARD}&pipeline={pipeline.pk}").content.decode()) == [second.pk]
    assert cards(web.get(f"{BOARD}&pipeline=nonsense").content.decode()) == [first.pk]


def test_the_statements_do_not_grow_with_cards_or_stages(web, seller, statements):
    def add(number: int) -> None:
        with make.recording():
            pipeline = Pipeline.objects.get()
            names = [f"{number}-{place}" for place in range(number)]
            stages = [Stage.objects.create(pipeline=pipeline, key=name, name=name) for name in names]
        for stage in stages:
            for _each in range(3):
                company = make.make_company(responsible=seller)
                owner = make.make_user(department=seller.department)
                make.make_tag(make.make_order(stage=stage, responsible=owner, company=company))

    add(1)
    few = [statements(web, BOARD), statements(web, "/orders/board/totals/")]
    add(9)

    assert [statements(web, BOARD), statements(web, "/orders/board/totals/")] == few
    assert max(few) <= 11


def test_the_view_used_last_is_remembered_and_the_address_wins(web, seller):
    make.make_order(responsible=seller)
    assert 'data-board ' not in web.get("/orders/").content.decode()
    web.get(BOARD)
    assert look_of(seller, KINDS["order"]).view == "list"

    answer = web.post("/orders/view/", {"view": "kanban", "next": "/orders/?q=x"})

    assert answer["Location"] == "/orders/?q=x"
    assert 'data-board ' in web.get("/orders/").content.decode()
    assert 'data-board ' not in web.get("/orders/?view=list").content.decode()
    assert 'data-board ' not in web.get("/contacts/?view=kanban").content.decode()


def test_moving_a_card_is_one_operation(web, seller):
    order, won = make.make_order(responsible=seller), make.make_stage("won")

    answer = move(web, order, won)

    assert answer.status_code == 200
    said = json.loads(answer.content)
    assert said["sentence"] == f"{order.display_number} is now in the stage “Won”."
    assert said["stage"] == won.pk
    order.refresh_from_db()
    assert order.stage == won
    assert f'data-version="{order.version}"' in said["card"]
    operation = ChangeSet.objects.latest("pk")
    assert (operation.kind, operation.by_key) == (Kind.CHANGED, seller.pk)
    assert operation.subjects.get().record_id == order.pk


def test_moving_to_where_it_is_writes_nothing(web, seller):
    order = make.make_order(responsible=seller)
    last = ChangeSet.objects.latest("pk")

    assert move(web, order, order.stage).status_code == 200
    assert ChangeSet.objects.latest("pk") == last


def test_a_stale_card_is_not_moved_and_comes_back_as_it_is_now(web, seller):
    order, won = make.make_order("Before", responsible=seller), make.make_stage("won")
    with make.recording("changed"):
        stored = Order.objects.get(pk=order.pk)
        stored.title = "After"
        stored.save()

    answer = move(web, order, won)

    said = json.loads(answer.content)
    assert answer.status_code == 409
    assert "Somebody else saved" in said["sentence"]
    assert "After" in said["card"]
    assert Order.objects.get(pk=order.pk).stage == order.stage
    page = web.post(f"/orders/{order.pk}/move/", {"stage": won.pk, "version": order.version})
    assert page.status_code == 409
    assert f'name="version" value="{stored.version}"' in page.content.decode()


@pytest.mark.parametrize("stage", ["", "x", "987654321", "-1"])
def test_a_stage_that_is_not_there_is_refused_with_a_sentence(web, seller, stage):
    order = make.make_order(responsible=seller)

    answer = web.post(f"/orders/{order.pk}/move/", {"stage": stage, "version": order.version}, headers=JSON)

    assert answer.status_code == 422
    assert "There is no such stage" in json.loads(answer.content)["sentence"]


def test_a_stage_that_needs_what_the_order_lacks_says_so_and_leads_to_where_it_is_asked_for(web, seller):
    order, won = make.make_order(responsible=seller, amount=None), make.make_stage("won")
    with make.recording():
        won.required_fields = ["amount"]
        won.save()

    answer = move(web, order, won)
    said = json.loads(answer.content)

    assert answer.status_code == 422
    assert "Stage “Won” needs: Amount." in said["sentence"]
    assert said["address"] == f"/orders/{order.pk}/stage/?stage={won.pk}"
    assert f'data-stage="{order.stage_id}"' in said["card"]
    assert Order.objects.get(pk=order.pk).stage == order.stage
    page = web.post(f"/orders/{order.pk}/move/", {"stage": won.pk, "version": order.version})
    assert page["Location"] == said["address"]


def test_a_retired_stage_is_neither_shown_nor_moved_to(web, seller):
    order, won = make.make_order(responsible=seller), make.make_stage("won")
    with make.recording():
        won.is_retired = True
        won.save()

    assert f'data-column="{won.pk}"' not in web.get(BOARD).content.decode()
    assert move(web, order, won).status_code == 422


def test_a_retired_stage_is_shown_until_its_orders_have_left(web, seller, statements):
    won, new = make.make_stage("won"), make.make_stage("new")
    order, other = make.make_order(responsible=seller, stage=won, amount=5), make.make_order(responsible=seller, stage=new)
    before = [statements(web, BOARD), statements(web, "/orders/board/totals/")]
    with make.recording():
        won.is_retired = True
        won.save()

    page = web.get(BOARD).content.decode()

    assert cards(page, won) == [order.pk]
    column = page.partition(f'data-column="{won.pk}"')[2].partition("</section>")[0]
    assert column.startswith(" data-retired")
    assert "no longer used" in column
    assert f'value="{won.pk}"' not in column.partition("</form>")[0]  # no way to stay, nor for others to come
    assert f'<option value="{new.pk}">' in column
    assert f'value="{won.pk}"' not in page.partition(f'action="/orders/{other.pk}/move/"')[2].partition("</form>")[0]
    assert move(web, other, won).status_code == 422
    assert f'id="board-total-{won.pk}"' in web.get("/orders/board/totals/").content.decode()
    assert [statements(web, BOARD), statements(web, "/orders/board/totals/")] == before
    assert f'data-column="{won.pk}"' not in web.get(f"{BOARD}&q={other.display_number}").content.decode()

    assert move(web, order, new).status_code == 200
    assert f'data-column="{won.pk}"' not in web.get(BOARD).content.decode()
    assert f'id="board-total-{won.pk}"' not in web.get("/orders/board/totals/").content.decode()


def reader_of_all():
    role = Role.objects.create(name="Reads all")
    Grant.objects.create(role=role, record_type="orders.order", action="read", scope="all")
    person = make.make_user("reader")
    person.roles.add(role)
    return person


def test_who_may_only_read_gets_no_way_to_move_and_moves_nothing(client, seller):
    order, won = make.make_order(responsible=seller), make.make_stage("won")
    client.force_login(reader_of_all())

    page = client.get(BOARD).content.decode()

    assert cards(page) == [order.pk]
    assert "draggable" not in page
    assert "data-move" not in page
    assert move(client, order, won).status_code == 403
    assert Order.objects.get(pk=order.pk).stage == order.stage


def test_without_scripts_the_menu_of_a_card_moves_it_and_returns_to_the_board(web, seller):
    order, won = make.make_order(responsible=seller), make.make_stage("won")
    page = web.get(f"{BOARD}&q=b").content.decode()
    form = page.partition(f'action="/orders/{order.pk}/move/"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))

    answer = web.post(f"/orders/{order.pk}/move/", {**sent, "next": sent["next"].replace("&amp;", "&"), "stage": won.pk})

    assert (answer.status_code, answer["Location"]) == (302, f"{BOARD}&q=b")
    assert Order.objects.get(pk=order.pk).stage == won
