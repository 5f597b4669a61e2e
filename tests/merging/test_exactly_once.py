"""The same confirmation, however often it is sent, merges once, and every sender sees the same merge (P6)."""

import pytest

from merging import services
from merging.models import Merge, MergeSession
from tests.merging.at_once import at_once
from tests.merging.merging_tools import admin, draft, full_records, previewed
from tests.merging.snapshot import snapshot


def _confirm(session: MergeSession, by, fingerprint: str) -> int:
    """As a request does: the draft read afresh."""
    return services.apply_merge(MergeSession.objects.get(pk=session.pk), by=by, fingerprint=fingerprint).pk


@pytest.mark.django_db
def test_second_confirmation_returns_the_first_merge_and_writes_nothing():
    by = admin()
    session = draft(full_records("order", 3), by=by)
    fingerprint = previewed(session, by=by).fingerprint
    first = _confirm(session, by, fingerprint)
    after = snapshot(bookkeeping=True)

    assert [_confirm(session, by, fingerprint) for _time in range(4)] == [first] * 4
    assert _confirm(session, by, "another fingerprint") == first
    assert snapshot(bookkeeping=True) == after


@pytest.mark.django_db
def test_a_confirmation_that_comes_late_returns_the_merge_that_was_undone_since():
    by = admin()
    session = draft(full_records("contact", 2), by=by)
    fingerprint = previewed(session, by=by).fingerprint
    first = _confirm(session, by, fingerprint)
    services.undo_merge(Merge.objects.get(pk=first), by=by)
    before = snapshot(bookkeeping=True)

    assert _confirm(session, by, fingerprint) == first
    assert snapshot(bookkeeping=True) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["company", "contact", "order"])
def test_confirmations_at_once_merge_once_and_all_get_the_same_merge(kind):
    by = admin()
    session = draft(full_records(kind, 3), by=by)
    fingerprint = previewed(session, by=by).fingerprint

    answers = at_once([lambda: _confirm(session, by, fingerprint)] * 6)

    assert answers == [Merge.objects.get().pk] * 6


@pytest.mark.django_db(transaction=True)
def test_undos_at_once_undo_once_and_all_see_it_undone():
    by = admin()
    records = full_records("order", 3)
    before = snapshot()
    session = draft(records, by=by)
    merge = Merge.objects.get(pk=_confirm(session, by, previewed(session, by=by).fingerprint))

    answers = at_once([lambda: services.undo_merge(Merge.objects.get(pk=merge.pk), by=by).undo_change_set_id] * 6)

    merge.refresh_from_db()
    assert answers == [merge.undo_change_set_id] * 6
    assert snapshot() == before
