"""Rights are asked per record at the moment of writing, and what one may not read is never named (P15)."""

import pytest

from crm_merge.access.models import Grant, Role, Scope
from merging import services
from merging.models import MergeSession
from orders.models import OrderContact
from tests.merging.merging_tools import MAKERS, admin, draft, merge, previewed
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import attach_everything, make_company, make_contact, make_order, make_user, recording

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


@pytest.fixture
def seller(db):
    return make_user(role="sales", department="North", first_name="Sam")


@pytest.fixture
def stranger(db):
    return make_user(department="South", first_name="Stranger")


def _two(kind: str, seller) -> list:
    return [attach_everything(MAKERS[kind](f"Sample {n}", responsible=seller), mark=f"m{n}") for n in range(2)]


def _give(record, owner) -> None:
    with recording("changed"):
        record = fresh(record)
        record.responsible = owner
        record.save()


def _grant(action: str, scope: str) -> None:
    Grant.objects.filter(role__key="sales", action=action).update(scope=scope)


LOSSES = {
    "the role": lambda records, by, stranger: by.roles.clear(),
    "the account": lambda records, by, stranger: type(by).objects.filter(pk=by.pk).update(is_active=False),
    "the department": lambda records, by, stranger: _give(records[1], stranger),
    "the primary": lambda records, by, stranger: _give(records[0], stranger),
    "editing": lambda records, by, stranger: _grant("edit", Scope.NONE),
    "deleting": lambda records, by, stranger: _grant("delete", Scope.NONE),
    "reading": lambda records, by, stranger: _grant("read", Scope.NONE),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_right_lost_between_preview_and_confirmation_stops_the_merge(kind, loss, seller, stranger):
    records = _two(kind, seller)
    session = draft(records, by=seller)
    fingerprint = previewed(session, by=seller).fingerprint
    LOSSES[loss](records, seller, stranger)
    before = snapshot(bookkeeping=True)

    with pytest.raises((services.MergeNotAllowed, services.PlanChanged)) as refusal:
        services.apply_merge(session, by=seller, fingerprint=fingerprint)

    assert getattr(refusal.value, "status", 403) == 403
    assert snapshot(bookkeeping=True) == before


@pytest.mark.parametrize("loss", LOSSES)
def test_a_right_lost_since_the_merge_stops_undo_and_restore(loss, seller, stranger):
    records = _two("order", seller)
    done = merge(records, by=seller)
    LOSSES[loss](records, seller, stranger)
    before = snapshot(bookkeeping=True)

    for take_back in (services.undo_merge, lambda merge, by: services.restore_record(merge.records.get(), by=by)):
        with pytest.raises(services.MergeNotAllowed) as refusal:
            take_back(done, by=seller)
        assert refusal.value.status == 403
    assert snapshot(bookkeeping=True) == before


def test_the_primary_needs_no_right_to_delete_and_is_suggested_accordingly(seller):
    Grant.objects.filter(role__key="sales", action="delete").update(scope=Scope.OWN)
    mate = make_user(role="sales", department="North")
    mine, theirs = make_order("Mine", responsible=seller), make_order("Theirs", responsible=mate, description="More filled")

    session = services.start_merge([mine, theirs], by=seller)
    assert session.primary_id == theirs.pk
    with pytest.raises(services.MergeNotAllowed, match="delete"):
        services.choose_primary(session, mine.pk, by=seller)
    plan = previewed(session, by=seller)
    assert services.apply_merge(session, by=seller, fingerprint=plan.fingerprint).primary_id == theirs.pk


def test_a_draft_belongs_to_its_person(seller):
    mate = make_user(role="sales", department="North")
    records = _two("order", seller)
    session = draft(records, by=seller)
    plan = previewed(session, by=seller)
    before = MergeSession.objects.values().get(pk=session.pk)

    for use in (
        lambda: services.choose_primary(session, records[1].pk, by=mate),
        lambda: services.choose(session, {"lines": "primary"}, by=mate),
        lambda: services.keep_for_later(session, reason="mine now", by=mate),
        lambda: services.discard(session, by=mate),
        lambda: services.apply_merge(session, by=mate, fingerprint=plan.fingerprint),
    ):
        with pytest.raises(services.MergeNotAllowed) as refusal:
            use()
        assert refusal.value.status == 403
    assert MergeSession.objects.values().get(pk=session.pk) == before


@pytest.mark.parametrize("kind", ["contact", "order"])
def test_a_plan_names_no_record_that_its_reader_may_not_see(kind, seller, stranger):
    hidden = make_company("Hidden GmbH", responsible=stranger)
    person = make_contact("Hidden Person", responsible=stranger)
    records = [MAKERS[kind](f"Sample {n}", responsible=seller, company=hidden if n else None) for n in range(2)]
    with recording():
        if kind == "order":
            OrderContact.objects.create(order=records[1], contact=person, role="buyer")
        else:
            OrderContact.objects.create(order=make_order("Hidden order", responsible=stranger), contact=records[1])

    plan = services.build_plan(draft(records, by=seller), by=seller)
    shown = str([plan.fields, plan.pick_groups, plan.moves, plan.left_behind, [one.card for one in plan.records]])
    done = merge(records, by=seller)
    _give(records[0], seller)

    assert "Hidden" not in shown
    assert "Hidden" not in str(services.plan_undo(done, by=seller))
    assert "A record you may not see" in str(plan.pick_groups)
    full = services.build_plan(draft([fresh(records[0]), MAKERS[kind]()], by=(chief := admin())), by=chief)
    assert "Hidden" in str(full.records[0].card)
    assert "Hidden" in str(full.pick_groups)


def test_the_right_to_restore_is_enough_to_undo(seller):
    done = merge(_two("order", seller), by=seller)
    keeper = make_user(department="North")
    role = Role.objects.create(key="keeper", name="Keeper", can_restore=True)
    Grant.objects.create(role=role, record_type="orders.order", action="read", scope=Scope.ALL)
    keeper.roles.add(role)

    assert services.undo_merge(done, by=keeper).undone_by_key == keeper.pk
