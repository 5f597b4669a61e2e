"""My day: what waits for the person, and nothing the person may not see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from trash.services import move_to_trash

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client: Client, seller):
    client.force_login(seller)
    return client


def test_an_empty_day_says_what_belongs_there(web):
    text = web.get("/").content.decode()

    for sentence in ("Nothing is due this week", "No draft merges", "No merges yet", "You have no orders yet"):
        assert sentence in text


def test_due_activities_come_overdue_first(web, seller):
    order = make.make_order(responsible=seller)
    now = timezone.now()
    for subject, due in (("Soon", now + timedelta(days=2)), ("Late", now - timedelta(days=1)), ("Far", now + timedelta(days=30))):
        make.make_activity(order, subject, responsible=seller, due_at=due)
    make.make_activity(order, "Done", responsible=seller, due_at=now, done_at=now)
    make.make_activity(order, "Colleague's", responsible=make.make_user(), due_at=now)

    text = web.get("/").content.decode()

    assert text.index("Late") < text.index("Soon")
    assert not [word for word in ("Far", "Done", "Colleague") if word in text]


def test_what_hangs_on_unreadable_or_trashed_records_is_left_out(web, seller):
    foreign = make.make_order("Foreign", responsible=make.make_user(department="Other"))
    trashed = make.make_contact("Trashed", responsible=seller)
    for record in (foreign, trashed):
        make.make_activity(record, f"Call {record.title_text}", responsible=seller, due_at=timezone.now())
    move_to_trash([trashed], by=seller)

    text = web.get("/").content.decode()

    assert "Foreign" not in text
    assert "Trashed" not in text


def test_my_newest_orders_lead_to_them(web, seller):
    mine = make.make_order("Chairs", responsible=seller)
    make.make_order("Desks", responsible=make.make_user(department="Sales"))

    text = web.get("/").content.decode()

    assert f'href="{mine.get_absolute_url()}"' in text
    assert "Desks" not in text


def test_somebody_without_roles_gets_a_day_without_orders(client):
    client.force_login(make.make_user("guest"))

    assert "My newest orders" not in client.get("/").content.decode()
