"""A step that fails: elsewhere its error is swallowed, or the steps before it stay done."""

from dataclasses import replace

import pytest
from django.db import models
from django.test import Client

from merging.changes import KINDS, Change
from merging.checks import check_merge_specs
from merging.models import MergeSession
from merging.registry import register, spec_for
from merging.rules import Stay
from orders.models import Order, TagLink
from tests.merging.failures.doors import step
from tests.merging.failures.extra_models import new_tables, protecting
from tests.merging.merging_tools import draft, full_records, merge, previewed
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.merging.test_all_or_nothing import everything
from tests.orders.factories import make_contact, make_contact_point, make_line, make_order, recording
from trash.models import TrashEntry
from trash.services import PurgeRefused, purge

pytestmark = pytest.mark.django_db
STEPS = ("set_fields", "collapse_rows", "drop_rows", "alter_rows", "move_rows", "combine_rows", "trash_records")


class BrokenError(Exception):
    """What the step raises."""


@pytest.fixture
def open_draft(by) -> MergeSession:
    """A merge in which every kind of step occurs."""
    records = full_records("order", 2)
    for record in records:
        make_contact_point(record, "+49 221 1"), make_line(record)
        with recording():
            record.contact_links.create(contact=make_contact(f"of {record.title}"))
    dropped = TagLink.objects.filter(order=records[0]).first()
    choices = {"fields": {"title": {"from": records[1].pk}}, "rows": {"taglink": {"off": [dropped.pk]}}, "lines": "combine"}
    return draft(records, by=by, choices=choices)


@pytest.fixture
def unlucky(web: Client) -> Client:
    """Sees the page of a fault as a person does."""
    web.raise_request_exception = False
    return web


def check_nothing_happened(web: Client, session: MergeSession, by) -> None:
    seen, before = previewed(session, by=by).fingerprint, everything()

    answer = web.post(step(session, "confirm"), {"action": "merge", "fingerprint": seen})

    assert answer.status_code == 500
    assert "<h1" in answer.content.decode()
    now = everything()
    assert {name for name in now if now[name] != before[name]} == set()


@pytest.mark.parametrize("kind", STEPS)
def test_t14_the_error_of_a_step_is_swallowed_and_success_shown(unlucky, by, open_draft, monkeypatch, kind):
    def fail(self: Change, line, *, by) -> None:
        raise BrokenError(kind)

    monkeypatch.setattr(KINDS[kind], "apply", fail)

    check_nothing_happened(unlucky, open_draft, by)


@pytest.mark.parametrize("kind", STEPS)
def test_t15_a_failure_after_a_step_leaves_the_merge_half_done(unlucky, by, open_draft, monkeypatch, kind):
    carry_out = KINDS[kind].apply

    def fail(self: Change, line, *, by) -> None:
        carry_out(self, line, by=by)
        raise BrokenError(kind)

    monkeypatch.setattr(KINDS[kind], "apply", fail)

    check_nothing_happened(unlucky, open_draft, by)


def test_t15_every_kind_of_step_is_tried_above(by, open_draft):
    assert {change.kind for change in previewed(open_draft, by=by).changes} == set(STEPS) == set(KINDS) - {""}


ON_DELETE = [models.PROTECT, models.RESTRICT]


@pytest.mark.parametrize("on_delete", ON_DELETE, ids=lambda rule: rule.__name__)
@pytest.mark.usefixtures("own_specs")
def test_t16_a_merged_record_that_cannot_be_deleted_breaks_the_merge(by, on_delete):
    """A merge deletes nothing. What still refers to the record in the trash keeps it from being destroyed, with a sentence."""
    with new_tables(lambda: protecting(on_delete)) as (model,):
        survivor, loser = make_order("S"), make_order("L")
        with recording():
            kept = model.objects.create(order=loser, text="signed")
        spec = spec_for(Order)
        assert [error.id for error in check_merge_specs()] == ["merging.E002"]
        register(replace(spec, relations=(*spec.relations, Stay(model, "order", why="signed for that order"))))

        merge([survivor, loser], by=by)
        before = snapshot(bookkeeping=True)

        assert fresh(kept).order_id == loser.pk
        with pytest.raises(PurgeRefused) as refused:
            purge(TrashEntry.objects.all(), by=by)
        assert "Another record still refers to it" in str(refused.value.refused[0])
        assert snapshot(bookkeeping=True) == before
