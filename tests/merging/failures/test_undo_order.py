"""When and how often a merge is taken back: elsewhere once only, in the wrong order, by anybody, or by half."""

import pytest

from merging import services
from merging.models import Merge, MergeSession
from tests.merging.at_once import at_once
from tests.merging.failures.doors import merge_by_page, undo_by_page
from tests.merging.merging_tools import MAKERS, admin, full_records, merge
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_order, make_user
from trash.models import TrashEntry
from trash.services import purge

KINDS = sorted(MAKERS)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_t50_undo_out_of_order_tears_a_chain_apart(web, by, kind):
    a, b, c = full_records(kind, 3)
    first = snapshot()
    into_b = merge([b, a], by=by)
    second = snapshot()
    into_c = merge([c, fresh(b)], by=by)
    third = snapshot()

    refused = web.post(f"{into_b.get_absolute_url()}undo/", {"decided": "1"})

    assert refused.status_code == 409
    assert f"merge {into_c.pk}" in refused.content.decode()
    assert snapshot() == third
    undo_by_page(web, into_c)
    assert snapshot() == second
    undo_by_page(web, into_b)
    assert snapshot() == first


@pytest.mark.parametrize("kind", KINDS)
def test_t51_undo_works_once_only(web, by, kind):
    survivor, *losers = full_records(kind, 6)
    states, merges = [], []
    for loser in losers:
        states.append(snapshot())
        merges.append(merge([fresh(survivor), loser], by=by))

    for done, state in zip(reversed(merges), reversed(states), strict=True):
        undo_by_page(web, done)
        assert snapshot() == state
    assert all(fresh(record).is_live for record in (survivor, *losers))


def test_t54_undo_a_second_time_changes_something(web, by):
    done = merge(full_records("order", 2), by=by)
    undo_by_page(web, done)
    before = snapshot(bookkeeping=True)

    again = web.post(f"{done.get_absolute_url()}undo/", {"decided": "1"})

    assert again.status_code == 409
    assert "has already undone this merge" in again.content.decode()
    assert snapshot(bookkeeping=True) == before


@pytest.mark.django_db(transaction=True)
def test_t54_undo_at_the_same_moment_is_done_twice():
    by = admin()
    records = full_records("order", 2)
    before, done = snapshot(), merge(records, by=by)

    answers = at_once([lambda: services.undo_merge(Merge.objects.get(pk=done.pk), by=by)] * 3)

    assert {answer.undone_at for answer in answers} == {Merge.objects.get().undone_at}
    assert snapshot() == before


def test_t54_undo_after_a_part_was_destroyed_is_half_done(web, by):
    records = full_records("order", 3)
    done = merge(records, by=by)
    purge(TrashEntry.objects.filter(record_id=records[1].pk), by=by)
    before = snapshot(bookkeeping=True)

    answer = web.post(f"{done.get_absolute_url()}undo/", {"decided": "1"})

    assert answer.status_code == 409
    assert f"{records[1].label} was deleted permanently" in answer.content.decode()
    assert snapshot(bookkeeping=True) == before


def test_t54_undo_without_the_right_is_done(client, by):
    records = [make_order(name, responsible=make_user(department="North")) for name in "SL"]
    done = merge(records, by=by)
    reader = make_user("reader", role="manager")
    client.force_login(reader)
    before = snapshot(bookkeeping=True)

    answer = client.post(f"{done.get_absolute_url()}undo/", {"decided": "1"})

    assert answer.status_code == 403
    assert "Your roles do not allow you to undo this merge" in answer.content.decode()
    assert snapshot(bookkeeping=True) == before


def test_t56_the_journal_of_an_older_program_is_half_applied(web, by):
    done = merge(full_records("order", 2), by=by)
    before = snapshot(bookkeeping=True)
    Merge.objects.filter(pk=done.pk).update(journal_version=done.journal_version - 1)

    answer = web.post(f"{done.get_absolute_url()}undo/", {"decided": "1"})

    assert answer.status_code == 409
    assert "The program has changed since this merge" in answer.content.decode()
    assert snapshot(bookkeeping=True) == before


def test_t58_the_pair_is_merged_or_proposed_again_after_undo(web, by):
    """Nothing starts a merge by itself, and the draft of one that was undone is not taken up again."""
    pair = [make_order("Chairs"), make_order("Chairs")]
    done = merge_by_page(web, pair, by=by)
    undo_by_page(web, done)

    assert not MergeSession.objects.filter(state=MergeSession.State.OPEN).exists()
    session = MergeSession.objects.get(merge=done)
    web.post(f"/merges/drafts/{session.pk}/confirm/", {"action": "merge", "fingerprint": session.fingerprint})
    assert Merge.objects.count() == 1
    assert all(fresh(record).is_live for record in pair)
    assert session.get_absolute_url() not in web.get("/").content.decode()


def test_t58_the_merged_record_is_proposed(web, by):
    survivor, loser = make_order("Chairs"), make_order("Chairs")
    merge([survivor, loser], by=by)

    assert [row.pk for row in web.get("/orders/").context["rows"]] == [survivor.pk]
    found = web.get("/suggestions/order/", {"q": "Chairs"}).json()["results"]
    assert len(found) == 1
    assert loser.display_number not in str(found)
    asked = web.get("/merges/new/", {"type": "order", "id": [survivor.pk, loser.pk]})
    assert asked.status_code == 409
