"""A merged record is reached by every address and number it ever had, in one hop, by those who may read it (P11)."""

from itertools import pairwise

import pytest
from django.test import Client

from orders.models import Order
from tests.merging.merging_tools import MAKERS, admin, merge
from tests.merging.snapshot import snapshot
from trash.models import TrashEntry
from trash.services import move_to_trash, purge

from . import factories as make

pytestmark = pytest.mark.django_db
PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client: Client, seller):
    client.force_login(seller)
    return client


def chain(kind: str, owner, length: int = 3) -> list:
    """Records merged one into the next; the last holds the data of all."""
    records = [MAKERS[kind](f"Step {place}", responsible=owner) for place in range(length)]
    for old, primary in pairwise(records):
        merge([primary, old], by=admin())
    return records


def addresses(kind: str, key: int) -> list[str]:
    at = f"/{PLURALS[kind]}/{key}/"
    return [at, f"{at}edit/", f"{at}delete/", f"{at}files/1/", f"{at}comment/1/remove/"]


@pytest.mark.parametrize("kind", PLURALS)
def test_every_old_address_of_a_chain_leads_to_its_end_in_one_hop(web, seller, kind):
    *old, home = chain(kind, seller)

    for record in old:
        for address in addresses(kind, record.pk):
            answer = web.get(address)
            assert (answer.status_code, answer["Location"]) == (302, home.get_absolute_url())
    told = web.get(old[0].get_absolute_url(), follow=True).content.decode()
    assert f"{old[0].label} was merged into this record" in told


@pytest.mark.parametrize("kind", PLURALS)
def test_the_number_of_a_merged_record_finds_its_home(web, seller, kind):
    *old, home = chain(kind, seller)

    for record in old:
        found = web.get(f"/{PLURALS[kind]}/", {"q": record.display_number})
        assert [row.pk for row in found.context["rows"]] == [home.pk]
        assert f"{record.display_number} was merged" in found.content.decode()


def test_a_number_in_the_trash_is_not_called_merged(web, seller):
    gone = make.make_order("Gone", responsible=seller)
    make.make_order("Names it", reference=str(gone.number), responsible=seller)
    move_to_trash([gone], by=seller)

    found = web.get("/orders/", {"q": str(gone.number)})

    assert [row.title for row in found.context["rows"]] == ["Names it"]
    assert "was merged" not in found.content.decode()


@pytest.mark.parametrize("kind", PLURALS)
def test_old_addresses_live_on_after_the_merged_record_is_destroyed(web, seller, kind):
    *old, home = chain(kind, seller)
    purge(TrashEntry.objects.all(), by=admin())

    for record in old:
        assert not type(record).objects.filter(pk=record.pk).exists()
        assert web.get(record.get_absolute_url())["Location"] == home.get_absolute_url()
        found = web.get(f"/{PLURALS[kind]}/", {"q": record.display_number})
        assert [row.pk for row in found.context["rows"]] == [home.pk]
    typed = web.post(f"{old[0].get_absolute_url()}comments/", {"text": "Typed words"})
    assert typed.status_code == 409
    assert "Typed words" in typed.content.decode()


def test_an_old_address_leads_to_a_home_that_is_in_the_trash_itself(web, seller):
    old, home = chain("order", seller, 2)
    move_to_trash([Order.objects.get(pk=home.pk)], by=seller)

    answer = web.get(old.get_absolute_url(), follow=True)

    assert answer.status_code == 410
    assert answer.redirect_chain == [(home.get_absolute_url(), 302)]
    assert "This record is in the trash" in answer.content.decode()


@pytest.mark.parametrize("destroyed", [False, True])
@pytest.mark.parametrize("kind", PLURALS)
def test_for_those_who_may_not_read_the_home_there_is_nothing(web, seller, kind, destroyed):
    """Not even where they could read the old record: the way to it must not tell what became of it."""
    home = MAKERS[kind]("Home", responsible=make.make_user(department="Other"))
    old = MAKERS[kind]("Old", responsible=seller)
    merge([home, old], by=admin())
    if destroyed:
        purge(TrashEntry.objects.all(), by=admin())

    for address in addresses(kind, old.pk):
        assert web.get(address).status_code == 404
    assert web.post(f"{old.get_absolute_url()}comments/", {"text": "x"}).status_code == 404
    assert not web.get(f"/{PLURALS[kind]}/", {"q": old.display_number}).context["rows"]


POSTS = [
    ("edit/", {"title": "Typed", "name": "Typed", "last_name": "Typed", "version": "1"}),
    ("edit/", {"take_over": "1", "title": "Typed", "name": "Typed", "last_name": "Typed", "version": "2"}),
    ("delete/", {}),
    ("comments/", {"text": "Typed"}),
    ("activities/", {"kind": "call", "subject": "Typed"}),
    ("files/", {}),
]


@pytest.mark.parametrize(("page", "data"), POSTS)
@pytest.mark.parametrize("kind", PLURALS)
def test_what_is_posted_to_an_old_address_is_applied_nowhere(web, seller, kind, page, data):
    old, _home = chain(kind, seller, 2)
    before = snapshot()

    answer = web.post(f"{old.get_absolute_url()}{page}", data)

    assert answer.status_code == 409
    assert ("Typed" in answer.content.decode()) == ("Typed" in data.values())
    assert snapshot() == before


def test_rows_posted_to_an_old_address_are_applied_nowhere(web, seller):
    old, home = make.make_order("Old", responsible=seller), make.make_order("Home", responsible=seller)
    activity, comment = make.make_activity(old), make.make_comment(old, author=seller)
    merge([home, old], by=admin())
    before = snapshot()

    answers = [
        web.post(f"/orders/{old.pk}/activities/{activity.pk}/done/", {"done": "1"}),
        web.post(f"/orders/{old.pk}/comment/{comment.pk}/remove/"),
        web.post("/orders/action/", {"action": "delete", "id": old.pk, "confirmed": "1"}),
        web.post("/orders/action/", {"action": "owner", "id": old.pk, "confirmed": "1", "value": seller.pk}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 302, 302]
    assert snapshot() == before
