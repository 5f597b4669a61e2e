"""The trash page: what a reader sees, restoring, destroying."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import change_set
from orders.models import Attachment, Comment, Company, Order
from tests.orders.factories import attach_everything, make_comment, make_company, make_file, make_order, make_user
from trash.models import TrashEntry, Why
from trash.services import PurgeRefused, move_to_trash, purge, put_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make_user(role="administration")


@pytest.fixture
def seller():
    return make_user(role="sales", department="Nord")


def _held(order, by):
    with change_set(Kind.MERGED, by=by):
        (entry,) = put_away(Order, [order.pk], by=by, why=Why.MERGED, held_by="merge:1")
    return entry


def _list(client, user, query="") -> str:
    client.force_login(user)
    answer = client.get(reverse("trash:list") + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def _post(client, user, name, entries, **data):
    client.force_login(user)
    keys = [getattr(entry, "pk", entry) for entry in entries]
    return client.post(reverse(f"trash:{name}"), {"entry": keys, **data}, follow=True)


def test_people_see_what_they_put_away_and_administrators_see_all(client, admin, seller):
    mine, other = make_order("Mine", responsible=seller), make_order("Other", responsible=seller)
    move_to_trash([mine], by=seller)
    move_to_trash([other], by=admin)

    assert "Mine" in _list(client, seller)
    assert "Other" not in _list(client, seller)
    assert "Other" in _list(client, admin)


def test_a_record_that_is_no_longer_readable_disappears_from_the_list(client, seller):
    order = make_order("Mine", responsible=seller)
    move_to_trash([order], by=seller)
    with change_set(Kind.CHANGED, by=None):
        order.refresh_from_db()
        order.responsible = make_user(role="sales", department="Süd")
        order.save()

    assert "Mine" not in _list(client, seller)


def test_restore_from_the_page_says_and_links_what_came_back(client, admin):
    order = make_order("Back again")
    entries = move_to_trash([order], by=admin)

    answer = _post(client, admin, "restore", entries)

    assert Order.objects.live().filter(pk=order.pk).exists()
    assert order.get_absolute_url() in answer.content.decode()


def test_page_names_what_was_refused_and_why(client, admin):
    free, held = make_order("Free"), make_order("Held")
    entries = [*move_to_trash([free], by=admin), _held(held, admin)]

    page = _post(client, admin, "restore", entries).content.decode()

    assert "Free" in page
    assert "It was merged into another record" in page
    assert not Order.objects.live().filter(pk=held.pk).exists()


def test_foreign_entries_in_a_request_are_ignored(client, admin, seller):
    entries = move_to_trash([make_order("Secret")], by=admin)

    page = _post(client, seller, "restore", entries).content.decode()

    assert "Secret" not in page
    assert TrashEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["restore", "purge"])
@pytest.mark.parametrize("value", ["", "abc", "-1", "9" * 40, "1.5"])
def test_nonsense_in_a_request_gets_a_sentence(client, admin, name, value):
    page = _post(client, admin, name, [value]).content.decode()

    assert "Choose at least one record" in page


@pytest.mark.parametrize("name", ["restore", "purge"])
def test_reading_an_address_changes_nothing(client, admin, name):
    move_to_trash([make_order()], by=admin)
    client.force_login(admin)

    assert client.get(reverse(f"trash:{name}")).status_code == 405
    assert TrashEntry.objects.count() == 1


def test_purge_asks_first_and_destroys_when_confirmed(client, admin):
    order, bystander = make_order("Doomed"), attach_everything(make_order("Bystander"), mark="b")
    entries = move_to_trash([attach_everything(order, mark="a")], by=admin)

    question = _post(client, admin, "purge", entries)
    assert Order.objects.filter(pk=order.pk).exists()
    assert "Doomed" in question.content.decode()
    _post(client, admin, "purge", entries, confirm="yes")

    assert not Order.objects.filter(pk=order.pk).exists()
    assert not Comment.objects.filter(order_id=order.pk).exists()
    assert bystander.comment_set.count() == 1
    assert Order.history.filter(id=order.pk).latest("history_id").history_type == "-"
    assert Comment.history.filter(order_id=order.pk).latest("history_id").history_type == "-"
    assert ChangeSet.objects.get(kind=Kind.PURGED).subjects.get().label == order.label


def test_purging_a_merged_record_needs_a_second_confirmation(client, admin):
    order = make_order()
    entry = _held(order, admin)

    question = _post(client, admin, "purge", [entry], confirm="yes")
    assert "can then no longer be undone" in question.content.decode()
    assert Order.objects.filter(pk=order.pk).exists()
    _post(client, admin, "purge", [entry], confirm="yes", merges="yes")

    assert not Order.objects.filter(pk=order.pk).exists()


def test_only_administrators_purge(client, seller):
    entries = move_to_trash([make_order(responsible=seller)], by=seller)

    assert _post(client, seller, "purge", entries, confirm="yes").status_code == 403
    assert TrashEntry.objects.count() == 1
    assert "Delete permanently" not in _list(client, seller)


@pytest.mark.django_db(transaction=True)
def test_files_leave_the_disk_with_the_record_and_others_stay(admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    order, other = make_order(), make_order()
    gone, stays = make_file(order), make_file(other)

    purge(move_to_trash([order], by=admin), by=admin)

    assert not gone.file.storage.exists(gone.file.name)
    assert stays.file.storage.exists(stays.file.name)
    assert set(Attachment.objects.all()) == {stays}


def test_a_company_that_orders_refer_to_is_not_destroyed(admin):
    company = make_company()
    make_order(company=company)
    entries = move_to_trash([company], by=admin)

    with pytest.raises(PurgeRefused, match="still refers to it"):
        purge(entries, by=admin)

    assert Company.objects.filter(pk=company.pk).exists()
    assert not ChangeSet.objects.filter(kind=Kind.PURGED).exists()


def test_order_and_company_are_destroyed_together(admin):
    company = make_company()
    order = make_order(company=company)

    outcome = purge(move_to_trash([company, order], by=admin), by=admin)

    assert len(outcome.done) == 2
    assert not Company.objects.exists()


def test_command_destroys_what_is_older_than_the_days(admin, capsys):
    old, young = make_order("Old"), make_order("Young")
    move_to_trash([old], by=admin)
    entry = old.__class__.objects.get(pk=old.pk).trash_entry
    entry.trashed_at = entry.trashed_at.replace(year=2020)
    entry.save()
    move_to_trash([young], by=admin)

    call_command("purge_trash", dry_run=True)
    assert Order.objects.count() == 2
    call_command("purge_trash", days=30)

    assert list(Order.objects.all()) == [young]
    assert capsys.readouterr().out.count("1 records") == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [("?type=orders.company", "Firm"), ("?why=merged", "Held"), ("?q=firm", "Firm"), ("?until=2001-01-01", "")],
)
def test_filters(client, admin, query, found):
    move_to_trash([make_company("Firm")], by=admin)
    _held(make_order("Held"), admin)

    page = _list(client, admin, query)

    for label in ("Firm", "Held"):
        assert (f"{label}</a>" in page) == (label == found)


@pytest.mark.parametrize("query", ["?person=abc", "?type=x", "?why=x", "?since=soon", "?person=" + "9" * 30, "?q=" + "x" * 999])
def test_bad_filter_values_get_a_sentence(client, admin, query):
    move_to_trash([make_order()], by=admin)

    assert "invalid-feedback" in _list(client, admin, query)


def test_statements_do_not_grow_with_entries(client, admin):
    def statements(size: int) -> int:
        move_to_trash([make_order(f"Order {number}") for number in range(size)], by=admin)
        client.force_login(admin)
        client.get(reverse("trash:list"))  # the people to choose from are kept from page to page
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("trash:list"))
        return len(queries)

    few = statements(3)
    assert statements(300) == few <= 4


def test_comment_on_a_trashed_record_goes_with_it_but_moved_rows_stay(admin):
    order, primary = make_order(), make_order()
    make_comment(primary, "Moved earlier")
    entries = move_to_trash([order], by=admin)

    purge(entries, by=admin)

    assert primary.comment_set.count() == 1


def test_entries_past_the_first_thousand_are_restored_and_destroyed(client, admin):
    """The page groups the digits of numbers for its reader; a key in a form must not be a number for readers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('trash_trashentry', 'id'), 12345)")
    move_to_trash([make_order("Kept"), make_order("Gone")], by=admin)
    kept, gone = TrashEntry.objects.order_by("pk")

    assert f'value="{kept.pk}"' in _list(client, admin)
    page = _post(client, admin, "purge", [gone]).content.decode()
    assert f'value="{gone.pk}"' in page
