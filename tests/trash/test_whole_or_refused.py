"""Restoring and destroying at the edges: merged records, records that refer to each other, faults half-way (P5, P16)."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TestCase

from crm_merge.audit.models import ChangeSet
from orders.models import Attachment, Comment, Company, Order
from tests.merging.merging_tools import MAKERS, merge
from tests.merging.snapshot import snapshot
from tests.orders.factories import attach_everything, make_company, make_contact, make_file, make_order, make_user
from trash.models import TrashEntry
from trash.services import PurgeRefused, RestoreRefused, move_to_trash, purge, restore

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make_user(role="administration")


def entries() -> list[TrashEntry]:
    return list(TrashEntry.objects.order_by("pk"))


def merged_pair(admin, kind: str = "order") -> tuple:
    records = [attach_everything(MAKERS[kind](name), mark=name) for name in ("Stays", "Goes")]
    return records, merge(records, by=admin)


@pytest.mark.parametrize("kind", MAKERS)
def test_restoring_a_merged_record_leads_to_its_choices(client, admin, kind):
    (_stays, goes), done = merged_pair(admin, kind)
    client.force_login(admin)

    answer = client.post("/trash/restore/", {"entry": [entry.pk for entry in entries()]})

    assert answer["Location"] == f"/merges/{done.pk}/restore/{goes.pk}/"
    assert client.get(answer["Location"]).status_code == 200
    assert not type(goes).objects.get(pk=goes.pk).is_live


def test_a_merged_record_among_others_is_refused_and_the_others_come_back(client, admin):
    (_stays, goes), _done = merged_pair(admin)
    free = make_order("Free")
    move_to_trash([free], by=admin)
    client.force_login(admin)

    page = client.post("/trash/restore/", {"entry": [entry.pk for entry in entries()]}, follow=True).content.decode()

    assert "It was merged into another record" in page
    assert Order.objects.get(pk=free.pk).is_live
    assert not Order.objects.get(pk=goes.pk).is_live


def test_a_company_comes_back_though_its_parent_stays_away_and_the_page_says_so(client, admin):
    parent = make_company("Holding")
    child = make_company("Subsidiary", parent=parent)
    (of_parent,) = move_to_trash([parent], by=admin)
    (of_child,) = move_to_trash([child], by=admin)
    client.force_login(admin)

    restore([of_child], by=admin)

    page = client.get(child.get_absolute_url()).content.decode()
    assert "Holding (in the trash)" in " ".join(page.split())
    assert f'href="{parent.get_absolute_url()}"' not in page
    assert of_parent in entries()


def test_a_parent_is_not_destroyed_while_a_child_refers_to_it(admin):
    parent = make_company("Holding")
    make_company("Subsidiary", parent=parent)
    make_contact(company=parent)
    move_to_trash([parent], by=admin)

    with pytest.raises(PurgeRefused, match="still refers to it"):
        purge(entries(), by=admin)


def test_parent_and_child_are_destroyed_together(admin):
    parent = make_company("Holding")
    child = make_company("Subsidiary", parent=parent)
    move_to_trash([parent, child, make_order(company=child), make_contact(company=parent)], by=admin)

    purge(entries(), by=admin)

    assert not Company.objects.exists()
    assert entries() == []


def test_what_moved_to_the_primary_stays_when_the_merged_record_is_destroyed(admin):
    with TestCase.captureOnCommitCallbacks(execute=True):
        (stays, goes), _done = merged_pair(admin)
        rows = {model: set(model.objects.filter(order=stays).values_list("pk", flat=True)) for model in (Comment, Attachment)}
        purge(entries(), by=admin)

    assert not Order.objects.filter(pk=goes.pk).exists()
    for model, keys in rows.items():
        assert set(model.objects.filter(order=stays).values_list("pk", flat=True)) == keys
        assert len(keys) == 2
    for attachment in Attachment.objects.filter(order=stays):
        assert attachment.file.storage.exists(attachment.file.name)


def test_restoring_what_somebody_destroyed_meanwhile_is_refused(admin):
    move_to_trash([make_order("Gone")], by=admin)
    stale = entries()
    purge(entries(), by=admin)

    with pytest.raises(RestoreRefused, match="no longer in the trash"):
        restore(stale, by=admin)


class FaultError(Exception):
    pass


def failing_at(statement: int):
    """Raise instead of the ``statement``-th write."""
    count = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal count
        count += not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        if count == statement and not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            raise FaultError
        return execute(sql, params, many, context)

    return wrapper


def _to_trash(admin) -> None:
    move_to_trash([*Order.objects.live(), *Company.objects.live()], by=admin)


def _purge_by_command(admin) -> None:
    call_command("purge_trash", days=0)


ACTS = {
    "to trash": _to_trash,
    "restore": lambda admin: restore(entries(), by=admin),
    "purge": lambda admin: purge(entries(), by=admin),
    "purge by command": _purge_by_command,
}


@pytest.mark.parametrize("act", ACTS)
def test_a_fault_at_any_statement_leaves_everything_as_it_was(admin, act):
    records = [attach_everything(make_order(f"Order {place}"), mark=f"m{place}") for place in range(2)] + [make_company()]
    if act != "to trash":
        move_to_trash(records, by=admin)
        TrashEntry.objects.update(trashed_at="2020-01-01T00:00Z")
    before, operations, at = snapshot(bookkeeping=True), ChangeSet.objects.count(), 0

    while True:
        at += 1
        try:
            with TestCase.captureOnCommitCallbacks(execute=True), connection.execute_wrapper(failing_at(at)):
                ACTS[act](admin)
        except FaultError:
            assert snapshot(bookkeeping=True) == before
            assert ChangeSet.objects.count() == operations
        else:
            break

    assert at > 4
    assert snapshot(bookkeeping=True) != before
    assert ChangeSet.objects.count() == operations + 1


def test_files_of_a_purge_that_is_rolled_back_stay(admin):
    file = make_file(make_order())
    move_to_trash([Order.objects.get()], by=admin)

    fault, commits = connection.execute_wrapper(failing_at(12)), TestCase.captureOnCommitCallbacks(execute=True)
    with pytest.raises(FaultError), commits, fault:
        purge(entries(), by=admin)

    assert file.file.storage.exists(file.file.name)


def test_more_than_a_thousand_are_refused_with_a_sentence(client, admin):
    move_to_trash([make_order()], by=admin)
    client.force_login(admin)

    page = client.post("/trash/restore/", {"entry": [entries()[0].pk, *range(10**6, 10**6 + 1001)]}, follow=True)

    assert "At most 1000 records" in page.content.decode()
    assert len(entries()) == 1


@pytest.mark.parametrize("days", [-1, 10**9])
def test_the_command_refuses_senseless_days(days, admin):
    from django.core.management import CommandError

    move_to_trash([make_order()], by=admin)
    with pytest.raises(CommandError, match="between 0 and"):
        call_command("purge_trash", days=days)
    assert len(entries()) == 1
