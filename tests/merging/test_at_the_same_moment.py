"""People at the same moment: as if one after the other, with a clear answer for each and no deadlock (P8)."""

import pytest
from django.db import IntegrityError

from crm_merge.audit.services import add_subjects, change_set
from merging import services
from merging.models import Merge, MergedRecord, MergeSession
from orders.models import Comment, Order
from tests.merging.at_once import at_once
from tests.merging.merging_tools import MAKERS, admin, draft, merge, previewed
from tests.merging.promises import fresh
from tests.orders.factories import make_comment, make_company, make_contact_point, make_order, make_stage
from trash.guards import explains
from trash.services import move_to_trash

ROUNDS = 50
ANSWERS = (services.MergeNotAllowed, services.PlanChanged)


def _confirm(session, by, fingerprint):
    return lambda: services.apply_merge(MergeSession.objects.get(pk=session.pk), by=by, fingerprint=fingerprint)


def _prepared(records: list, by):
    session = draft(records, by=by)
    return _confirm(session, by, previewed(session, by=by).fingerprint)


@pytest.mark.django_db(transaction=True)
def test_overlapping_merges_at_once_give_one_merge_and_one_clear_answer_each_round():
    by = admin()
    kinds = sorted(MAKERS)
    for number in range(ROUNDS):
        make = MAKERS[kinds[number % 3]]
        a, b, c = (make(f"{number}-{name}") for name in "abc")
        make_contact_point(b, "+49 221 5550001")
        pairs = [([a, b], [b, c]), ([a, b], [b, a]), ([a, b], [c, b, a])][number % 3]

        answers = at_once([_prepared(records, by) for records in pairs])

        done = [answer for answer in answers if isinstance(answer, Merge)]
        refused = [answer for answer in answers if isinstance(answer, ANSWERS)]
        assert (len(done), len(refused)) == (1, 1), answers
        assert str(refused[0])
    assert Merge.objects.count() == ROUNDS
    links = MergedRecord.objects.filter(is_live=True).values_list("record_type", "record_id", "primary_id")
    assert not {(kind, home) for kind, _record, home in links} & {(kind, record) for kind, record, _home in links}


def _edit(order: Order, by):
    def run():
        with change_set("changed", by=by) as opened:
            mine = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
            if not mine.is_live:
                return "in the trash"
            mine.description += "edited"
            mine.save()
            add_subjects(opened, [mine])
        return "saved"

    return run


def _comment(order: Order, by):
    def run():
        try:
            with change_set("changed", by=by):
                return Comment.objects.create(order=order, text="At the same moment")
        except IntegrityError as error:
            return "in the trash" if explains(error) else error

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", [0, 1])
def test_a_merge_and_an_edit_at_once_never_lose_the_edit(which):
    by, stage = admin(), make_stage()
    for number in range(8):
        orders = [make_order(f"{number}-{name}", stage=stage, description=f"{name} ") for name in "ab"]

        merged, saved = at_once([_prepared(orders, by), _edit(orders[which], by)])

        if isinstance(merged, Merge):
            assert saved == ("saved" if which == 0 else "in the trash")
        else:
            assert (isinstance(merged, services.PlanChanged), saved) == (True, "saved")
        assert ("edited" in fresh(orders[which]).description) == (saved == "saved")


@pytest.mark.django_db(transaction=True)
def test_a_comment_at_once_is_on_the_primary_or_refused():
    by = admin()
    for number in range(8):
        orders = [make_order(f"{number}-{name}") for name in "ab"]
        make_comment(orders[1])

        merged, comment = at_once([_prepared(orders, by), _comment(orders[1], by)])

        if isinstance(merged, Merge):
            assert comment == "in the trash"
        else:
            assert isinstance(merged, services.PlanChanged)
            assert fresh(comment).order == orders[1]
        assert not Comment.objects.filter(order__trash_entry__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_a_deletion_at_once_leave_one_of_both():
    by = admin()
    for number in range(8):
        orders = [make_order(f"{number}-{name}") for name in "ab"]

        merged, deleted = at_once([_prepared(orders, by), lambda: move_to_trash([fresh(orders[1])], by=by)])  # noqa: B023

        assert isinstance(merged, Merge) != isinstance(merged, ANSWERS)
        assert bool(deleted) == isinstance(merged, ANSWERS)
        assert fresh(orders[1]).trash_entry.held_by == (f"merge:{merged.pk}" if isinstance(merged, Merge) else "")


@pytest.mark.django_db(transaction=True)
def test_an_undo_and_a_later_merge_at_once_are_never_both_done():
    by = admin()
    for number in range(8):
        a, b, c = (make_order(f"{number}-{name}") for name in "abc")
        done = merge([a, b], by=by)

        undone, later = at_once([lambda: services.undo_merge(done, by=by), _prepared([c, fresh(a)], by)])  # noqa: B023

        if isinstance(later, Merge):
            assert isinstance(undone, services.UndoBlocked) or later.at > undone.undone_at
        else:
            assert (isinstance(undone, Merge), isinstance(later, ANSWERS)) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_companies_and_their_orders_merge_at_once_without_a_deadlock_reaching_anybody():
    by = admin()
    for number in range(4):
        companies = [make_company(f"{number}-{name}") for name in "ab"]
        orders = [make_order(f"{number}-{company}", company=company) for company in companies]
        into_second = draft(orders, by=by, choices={"fields": {"company": {"from": orders[1].pk}}})
        fingerprint = previewed(into_second, by=by).fingerprint

        answers = at_once([_prepared(companies, by), _confirm(into_second, by, fingerprint)])

        assert all(isinstance(answer, (Merge, *ANSWERS)) for answer in answers), answers
        assert any(isinstance(answer, Merge) for answer in answers)
        assert fresh(orders[0]).company.is_live


