"""Drafts: started, decided, kept for later, discarded; what is over stays as it is."""

import pytest

from crm_merge.audit.services import change_set
from merging import services
from merging.models import MergeSession
from tests.merging.merging_tools import admin, draft, full_records, merge, previewed
from tests.merging.promises import fresh
from tests.orders.factories import make_contact, make_order
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db


def _refusal(records, by) -> str:
    before = MergeSession.objects.count()
    with pytest.raises(services.MergeNotAllowed) as refused:
        services.start_merge(records, by=by)
    assert MergeSession.objects.count() == before
    return str(refused.value)


def test_what_cannot_be_merged_is_refused_with_the_reason():
    by, orders = admin(), [make_order(f"O{n}") for n in range(21)]

    assert "same type" in _refusal([orders[0], make_contact()], by)
    assert "twice" in _refusal([orders[0], fresh(orders[0])], by)
    assert "two" in _refusal(orders[:1], by)
    assert "two" in _refusal([], by)
    assert "20" in _refusal(orders, by)
    move_to_trash([orders[1]], by=by)
    assert "in the trash" in _refusal(orders[:2], by)
    merge([orders[2], orders[3]], by=by)
    assert str(fresh(orders[2])) in _refusal([orders[0], orders[3]], by)


def test_a_choice_that_only_repeats_the_suggestion_follows_the_primary():
    by = admin()
    records = [make_order("A"), make_order("B")]
    session = draft(records, by=by, choices={"fields": {"title": {"from": records[0].pk}}})
    assert session.choices["fields"] == {}

    services.choose_primary(session, records[1].pk, by=by)
    plan = services.build_plan(session, by=by)

    assert next(state for state in plan.fields if state.name == "title").result_display == "B"
    with pytest.raises(services.MergeNotAllowed):
        services.choose_primary(session, make_order().pk, by=by)


def test_later_keeps_choices_and_reason():
    by, records = admin(), full_records("order", 2)
    session = draft(records, by=by, choices={"lines": "primary"})

    services.keep_for_later(session, reason="Ask Petra", by=by)

    stored = MergeSession.objects.get(pk=session.pk)
    assert (stored.reason, stored.choices["lines"], stored.state) == ("Ask Petra", "primary", "open")


def test_a_draft_that_is_over_stays_as_it_is():
    by = admin()
    merged, thrown = draft(full_records("order", 2), by=by), draft(full_records("order", 2), by=by)
    plan = previewed(merged, by=by)
    services.apply_merge(merged, by=by, fingerprint=plan.fingerprint)
    services.discard(thrown, by=by)
    services.discard(merged, by=by)
    before = list(MergeSession.objects.order_by("pk").values())

    for session in (merged, thrown):
        stale = MergeSession.objects.get(pk=session.pk)
        for use in (
            lambda: services.choose_primary(stale, stale.record_ids[1], by=by),  # noqa: B023
            lambda: services.choose(stale, {"lines": "primary"}, by=by),  # noqa: B023
            lambda: services.keep_for_later(stale, reason="x", by=by),  # noqa: B023
        ):
            with pytest.raises(services.MergeNotAllowed):
                use()
        services.remember_preview(stale, plan)
    with pytest.raises(services.MergeNotAllowed, match="discarded"):
        services.apply_merge(thrown, by=by, fingerprint="")
    assert list(MergeSession.objects.order_by("pk").values()) == before


def test_a_draft_of_a_purged_record_says_so():
    by, records = admin(), [make_order("A"), make_order("B")]
    session = draft(records, by=by)
    with change_set("purged", by=by):
        records[1].delete()

    with pytest.raises(services.MergeNotAllowed, match="deleted permanently"):
        services.build_plan(session, by=by)
