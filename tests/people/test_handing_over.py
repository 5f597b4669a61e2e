"""Deactivating hands over: set-based, with history, live records and open activities only, nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.access.models import Role
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.people import services
from crm_merge.people.administration import NotPossible
from orders.models import Activity, Order
from tests.orders.factories import make_activity, make_company, make_contact, make_order, make_user
from trash.services import move_to_trash

from .tools import text


@pytest.fixture
def leaving(db):
    return make_user("leaving", role="sales", department="Nord", first_name="Lea", last_name="Weg")


@pytest.fixture
def heir(db):
    return make_user("heir", role="sales", department="Nord", first_name="Erna", last_name="Erbin")


def _owners(*records) -> list[int | None]:
    return [type(record).objects.get(pk=record.pk).responsible_id for record in records]


def test_every_record_and_open_activity_goes_over_in_one_step(signed_in, leaving, heir):
    records = [make_order(responsible=leaving), make_contact(responsible=leaving), make_company(responsible=leaving)]
    bystanders = [make_order(responsible=heir), make_contact()]
    open_one = make_activity(bystanders[0], responsible=leaving)
    done = make_activity(bystanders[0], responsible=leaving, done_at="2026-01-01T10:00Z")

    answer = signed_in.post(f"/settings/users/{leaving.pk}/deactivate/", {"to": heir.pk}, follow=True)

    leaving.refresh_from_db()
    assert not leaving.is_active
    assert "now belong to Erna Erbin" in text(answer)
    assert _owners(*records) == [heir.pk] * 3
    assert _owners(*bystanders) == [heir.pk, None]
    assert Activity.objects.get(pk=open_one.pk).responsible == heir
    assert Activity.objects.get(pk=done.pk).responsible == leaving


def test_what_is_in_the_trash_stays_as_it_was_put_away(admin, leaving, heir):
    order = make_order(responsible=leaving)
    activity = make_activity(order, responsible=leaving)
    move_to_trash([order], by=admin)
    before = Order.objects.filter(pk=order.pk).values().get()

    services.deactivate(leaving, to=heir, by=admin)

    assert Order.objects.filter(pk=order.pk).values().get() == before
    assert Activity.objects.get(pk=activity.pk).responsible == leaving


def test_records_can_stay(signed_in, leaving):
    order = make_order(responsible=leaving)

    signed_in.post(f"/settings/users/{leaving.pk}/deactivate/", {"to": "keep"})

    assert _owners(order) == [leaving.pk]
    assert not ChangeSet.objects.filter(details__act="handed_over").exists()


def test_each_record_tells_the_change_in_its_own_history_and_stale_forms_notice(signed_in, client, admin, leaving, heir):
    order = make_order(responsible=leaving)
    version = Order.objects.get(pk=order.pk).version

    services.deactivate(leaving, to=heir, by=admin)

    order.refresh_from_db()
    assert order.version == version + 1
    entry = ChangeSet.objects.get(details__act="handed_over")
    assert entry.kind == Kind.CHANGED
    client.force_login(heir)
    page = text(client.get(f"/history/record/orders.order/{order.pk}/"))
    assert "Anna Admin</strong> handed the records of <strong>Lea Weg</strong> over to <strong>Erna Erbin</strong>" in page
    assert "<del>Lea Weg</del>" in text(client.get(entry.get_absolute_url()))


def test_reader_sees_only_the_records_of_the_entry_that_they_may_read(admin, client, leaving, heir):
    mine, foreign = make_order(responsible=leaving), make_contact("Geheim", responsible=leaving)
    reader = make_user(department="Nord")
    only_orders = Role.objects.create(name="Orders only")
    only_orders.grants.create(record_type="orders.order", action="read", scope="all")
    reader.roles.add(only_orders)

    services.deactivate(leaving, to=heir, by=admin)

    client.force_login(reader)
    page = text(client.get(ChangeSet.objects.get(details__act="handed_over").get_absolute_url()))
    assert mine.display_number in page
    assert "Geheim" not in page
    assert foreign.display_number not in page


def test_page_counts_only_what_the_administrator_may_read(signed_in, leaving):
    make_order(responsible=leaving)
    make_contact(responsible=leaving)
    Role.objects.get(key="administration").grants.filter(record_type="orders.contact").delete()

    held = signed_in.get(f"/settings/users/{leaving.pk}/deactivate/").context["held"]

    assert held == [("order", 1)]


def test_statements_stay_the_same_for_few_and_many(admin, heir):
    def statements(number: int) -> int:
        leaving = make_user()
        for _each in range(number):
            make_order(responsible=leaving)
        with CaptureQueriesContext(connection) as queries:
            assert services.deactivate(leaving, to=heir, by=admin) == number
        return len(queries)

    statements(1)
    assert statements(2) == statements(12)


def test_everything_is_undone_together_when_it_cannot_be_done(admin, leaving):
    order = make_order(responsible=leaving)
    off = make_user(is_active=False)

    with pytest.raises(NotPossible):
        services.deactivate(leaving, to=off, by=admin)

    leaving.refresh_from_db()
    assert leaving.is_active
    assert _owners(order) == [leaving.pk]
    assert not ChangeSet.objects.filter(details__act="person_deactivated").exists()
