"""Redo: what was undone is merged again with the choices of that time, and every event stays in the history."""

import pytest

from crm_merge.audit.models import ChangeSet
from merging import services
from merging.models import Merge
from orders.models import TagLink
from tests.merging.later import delete, edit
from tests.merging.merging_tools import merge
from tests.merging.pages.forms_in import buttons_in, press
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_tag, make_user
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db
AGAIN = "Merge again"


@pytest.fixture
def undone(seller, pair) -> Merge:
    """Undone; the second was the primary, the description joined and a tag left out."""
    make_tag(pair[1], "kept")
    off = make_tag(pair[0], "off")
    choices = {"fields": {"description": {"join": True}}, "rows": {"taglink": {"off": [off.pk]}}}
    done = merge(pair, by=seller, primary=pair[1], choices=choices)
    services.undo_merge(done, by=seller)
    return done


def test_the_same_records_are_merged_again_with_the_same_choices(web, seller, undone):
    page = press(web, web.get(undone.get_absolute_url()), AGAIN)

    session = page.context["session"]
    assert session.pk != undone.session.pk
    assert (session.primary_id, session.choices) == (undone.primary_id, undone.session.choices)
    assert session.record_ids == undone.session.record_ids
    services.undo_merge(first := _merged(session, seller), by=seller)
    kinds = list(ChangeSet.objects.filter(kind__in=["merged", "undone"]).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["merged", "undone"] * 2
    assert first.pk != undone.pk


def _merged(session, by) -> Merge:
    plan = services.build_plan(session, by=by)
    return services.apply_merge(session, by=by, fingerprint=plan.fingerprint)


def test_a_choice_that_no_longer_fits_is_as_suggested(web, seller, pair, undone):
    delete(TagLink.objects.get(tag__name="off"))
    make_tag(pair[0], "new")

    page = press(web, web.get(undone.get_absolute_url()), AGAIN)

    plan = services.build_plan(page.context["session"], by=seller)
    assert [(row.display, row.is_ticked) for group in plan.pick_groups for row in group.rows] == [("kept", True), ("new", True)]


def test_only_what_was_undone_is_merged_again(web, seller, pair):
    done = merge(pair, by=seller)

    assert AGAIN not in buttons_in(web.get(done.get_absolute_url()))


def test_pressing_twice_leads_to_one_draft(web, undone):
    page = web.get(undone.get_absolute_url())

    assert press(web, page, AGAIN).context["session"] == press(web, page, AGAIN).context["session"]


def test_a_record_in_the_trash_by_now_is_named(web, seller, pair, undone):
    page = web.get(undone.get_absolute_url())
    move_to_trash([pair[0]], by=seller)
    before = snapshot(bookkeeping=True)

    answer = press(web, page, AGAIN)

    assert answer.status_code == 409
    assert "is in the trash and cannot be merged. Restore it first." in answer.content.decode()
    assert snapshot(bookkeeping=True) == before


def test_choices_of_a_merge_one_may_not_see_are_not_taken_over(client, seller, pair, undone):
    """Somebody who may not read the primary of a merge learns nothing by naming it."""
    for record in pair:
        edit(record, responsible=make_user())
    client.force_login(seller)
    sent = {"type": "order", "id": [record.pk for record in pair], "again": undone.pk}

    assert client.post("/merges/new/", sent).status_code == 404


@pytest.mark.parametrize("named", ["", "x", "9" * 30, "0", "-1"])
def test_an_unreadable_number_starts_a_plain_draft(web, pair, named):
    answer = web.post("/merges/new/", {"type": "order", "id": [record.pk for record in pair], "again": named})

    assert answer.status_code == 302
