"""Taking a merge back: elsewhere a hollow copy returns, later work is overwritten, rows go to the wrong record."""

import pytest

from merging import services
from merging.journal import decode, values_of
from merging.registry import spec_for
from orders.models import Comment, ContactPoint, OrderContact, TagLink
from tests.merging.failures.doors import merge_by_page, undo_by_page
from tests.merging.later import delete, edit
from tests.merging.merging_tools import MAKERS, full_records, merge
from tests.merging.promises import check_undo_is_identity, fresh, kept_whole, rows_of, stored_rows
from tests.merging.snapshot import snapshot
from tests.orders.factories import (
    make_comment,
    make_contact,
    make_contact_point,
    make_file,
    make_order,
    make_tag,
    recording,
)
from trash.models import TrashEntry
from trash.services import RestoreRefused, restore

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


@pytest.mark.parametrize("kind", KINDS)
def test_t45_restoring_the_merged_record_gives_a_hollow_duplicate(web, by, kind):
    records = full_records(kind, 2)
    done = merge(records, by=by)
    entry, before = TrashEntry.objects.get(record_id=records[1].pk), snapshot(bookkeeping=True)

    with pytest.raises(RestoreRefused, match="merged into another record"):
        restore([entry], by=by)
    page = web.post("/trash/restore/", {"entry": entry.pk}, follow=True)

    assert page.request["PATH_INFO"] == f"{done.get_absolute_url()}restore/{records[1].pk}/"
    assert 'value="undo"' in page.content.decode()
    assert snapshot(bookkeeping=True) == before


@pytest.mark.parametrize("kind", KINDS)
def test_t46_undo_forgets_what_the_survivor_had_of_its_own(web, by, kind):
    records = full_records(kind, 2, description="Own words", source="phone")
    edit(records[1], description="Others", source="fair")
    before, exact = snapshot(), [values_of(fresh(one)) for one in records]
    choices = {"fields": {name: {"from": records[1].pk} for name in ("description", "source")}}

    done = merge_by_page(web, records, by=by, choices=choices)
    assert fresh(records[0]).description == "Others"
    undo_by_page(web, done)

    bookkeeping = spec_for(type(records[0])).bookkeeping
    for one, values in zip(records, exact, strict=True):
        now = values_of(fresh(one))
        assert {name for name in values if now[name] != values[name]} <= bookkeeping
    assert snapshot() == before


@pytest.mark.parametrize("put_back", [False, True])
def test_t47_undo_overwrites_later_edits(web, by, put_back):
    survivor, loser = make_order("S", source="phone", reference="R-1"), make_order("L", source="fair", reference="R-2")
    choices = {"fields": {name: {"from": loser.pk} for name in ("title", "source", "reference")}}
    done = merge_by_page(web, [survivor, loser], by=by, choices=choices)
    edit(survivor, source="email")

    asked = web.get(f"{done.get_absolute_url()}undo/")
    undo_by_page(web, done, **({"conflict.source": "back"} if put_back else {}))

    assert [(one.field, one.now, one.before) for one in asked.context["plan"].conflicts] == [("source", "E-mail", "Phone")]
    assert "<legend>Source</legend>" in asked.content.decode()
    now = fresh(survivor)
    assert (now.title, now.reference, now.source) == ("S", "R-1", "phone" if put_back else "email")


def test_t48_a_row_that_was_deleted_or_moved_on_since_is_stolen_or_passed_over_in_silence(web, by):
    survivor, loser, elsewhere = make_order("S"), make_order("L"), make_order("Elsewhere")
    edited, deleted, moved = (make_comment(loser, text) for text in ("edited", "deleted", "moved"))
    done = merge([survivor, loser], by=by)
    edit(edited, text="edited since"), delete(deleted), edit(moved, order=elsewhere)

    page = web.get(f"{done.get_absolute_url()}undo/").content.decode()
    undo_by_page(web, done)

    assert (fresh(edited).text, fresh(edited).order) == ("edited since", loser)
    assert fresh(moved).order == elsewhere
    assert set(Comment.objects.all()) == {edited, moved}
    assert "1 comment: deleted since" in page
    assert "1 comment: moved to another record since" in page


@pytest.mark.parametrize("kind", KINDS)
def test_t49_rows_added_to_the_survivor_since_leave_with_the_undo(web, by, kind):
    survivor, loser = full_records(kind, 2)
    done = merge([survivor, loser], by=by)
    primary = fresh(survivor)
    added = [make_comment(primary), make_tag(primary, "later"), make_contact_point(primary, "+49 30 1"), make_file(primary)]

    page = web.get(f"{done.get_absolute_url()}undo/").content.decode()
    undo_by_page(web, done)

    for words in ("1 comment: added to the primary since", "1 tag: added", "1 contact detail: added", "1 file: added"):
        assert words in page
    assert [fresh(row).parent for row in added] == [survivor] * 4


@pytest.mark.parametrize("kind", KINDS)
def test_t52_undo_gives_like_rows_to_the_wrong_record(by, kind):
    records = [MAKERS[kind](name) for name in ("S", "L1", "L2")]
    for record in records:
        make_comment(record, "Called."), make_comment(record, "Called.")
        make_tag(record, "alike")
        make_contact_point(record, "+49 221 1", is_primary=True)
    rows = rows_of(records)
    before = stored_rows(rows, spec_for(type(records[0])))

    services.undo_merge(merge(records, by=by), by=by)

    assert stored_rows(rows, spec_for(type(records[0]))) == before


def test_t53_undo_breaks_on_unique_values_that_were_adopted(by):
    """Equal links, preferred phones and unticked tags: each rule "one per …" would break if undo wrote in another order."""
    survivor, loser, contact = make_order("S"), make_order("L"), make_contact()
    mine = make_contact_point(survivor, "+49 221 1", is_primary=True)
    make_contact_point(loser, "+49 221 2", is_primary=True)
    make_contact_point(loser, "+49 221 1")
    off, _other = make_tag(survivor, "alike"), make_tag(loser, "alike")
    with recording():
        for order in (survivor, loser):
            OrderContact.objects.create(order=order, contact=contact)
    choices = {"rows": {"contactpoint.phone": {"off": [mine.pk]}, "taglink": {"off": [off.pk]}}}

    check_undo_is_identity([survivor, loser], by=by, choices=choices)
    check_undo_is_identity([loser, survivor], by=by)
    merge([survivor, loser], by=by, choices=choices)

    assert ContactPoint.objects.filter(order=survivor, is_primary=True).count() == 1
    assert not TagLink.objects.filter(order=survivor).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_t55_the_image_before_is_taken_after_a_change(by, kind):
    records = full_records(kind, 2, description="Before")
    for record in records:
        make_contact_point(record, "+49 221 1")
    exact = {record.pk: values_of(fresh(record)) for record in records}
    rows = stored_rows(rows_of(records), spec_for(type(records[0])))
    choices = {"fields": {"description": {"join": True}}, "lines": "combine"}

    done = merge(records, by=by, choices=choices)

    assert done.primary_values == exact[records[0].pk]
    assert done.records.get().values == exact[records[1].pk]
    kept = kept_whole(done)
    assert kept
    assert kept == {row: rows[row] for row in kept}
    for line in done.journal.filter(kind="alter_rows"):
        for key, _parent, before, _after in line.data["rows"]:
            row = rows[line.data["relation"], key]
            assert decode(before) == decode(row[line.data["column"]])
    written = done.journal.get(kind="set_fields").data["fields"]
    assert {one["name"]: one["before"] for one in written}.items() <= exact[records[0].pk].items()
