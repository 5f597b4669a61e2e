"""What remains to be seen of a merge: elsewhere the history of the one merged away, the moves of rows, or the merge itself."""

import pytest

from crm_merge.audit.models import ChangeSet, Kind, Subject
from crm_merge.audit.statements import history_of
from merging import services
from merging.models import JournalLine, Merge, MovedRow
from merging.registry import spec_for
from tests.merging.failures.doors import merge_by_page, undo_by_page
from tests.merging.later import edit
from tests.merging.merging_tools import MAKERS, full_records, merge
from tests.merging.promises import fresh, rows_of
from tests.orders.factories import make_comment, make_order, make_user

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


def history_page(web, record) -> str:
    answer = web.get(f"/history/record/{record._meta.label_lower}/{record.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_t21_the_history_of_the_merged_record_is_gone(web, by, kind):
    records = [MAKERS[kind]("Survivor"), MAKERS[kind]("Loser"), MAKERS[kind]("Before")]
    survivor, loser, before = records
    for record in records:
        edit(record, reference=f"Reference of {record.pk}")
        make_comment(record, f"Remark on {record.title_text}")
    operations = {record.pk: set(operations_on(record)) for record in records}

    merge([loser, before], by=by)
    merge([survivor, fresh(loser)], by=by)

    told = set(shown_on(web, survivor))
    assert told >= operations[survivor.pk] | operations[loser.pk] | operations[before.pk]
    assert set(shown_on(web, loser)) >= operations[loser.pk] | operations[before.pk]
    page = history_page(web, survivor)
    assert all(record.label in page for record in records)
    assert "Remark on Loser" in web.get(survivor.get_absolute_url()).content.decode()


def operations_on(record) -> list[int]:
    subjects = Subject.objects.filter(record_type=record._meta.label_lower, record_id=record.pk)
    return list(subjects.values_list("change_set", flat=True))


def shown_on(web, record) -> list[int]:
    page = web.get(f"/history/record/{record._meta.label_lower}/{record.pk}/")
    return [entry.change_set.pk for entry in page.context["entries"]]


def test_t21_the_history_of_a_merged_record_is_shown_to_those_who_may_not_read_it(client, by):
    seller = make_user("seller", role="sales", department="North")
    mine, hidden = make_order("Mine", responsible=seller), make_order("Hidden", responsible=make_user(department="South"))
    edit(hidden, reference="Secret")
    merge([mine, hidden], by=by)
    client.force_login(seller)

    assert not set(shown_on(client, mine)) & (set(operations_on(hidden)) - set(operations_on(mine)))
    assert "Hidden" not in history_page(client, mine)


def test_t21_the_history_of_an_undone_merge_stays_mixed(web, by):
    survivor, loser = make_order("Survivor"), make_order("Loser")
    edit(loser, reference="R-1")
    only = set(operations_on(loser))

    services.undo_merge(merge([survivor, loser], by=by), by=by)

    assert not set(shown_on(web, survivor)) & only
    assert set(shown_on(web, loser)) >= only


@pytest.mark.parametrize("kind", KINDS)
def test_t57_undo_erases_the_trail(web, by, kind):
    records = full_records(kind, 2)
    done = merge_by_page(web, records, by=by)
    undo_by_page(web, done)

    for record in records:
        kinds = list(ChangeSet.objects.filter(pk__in=operations_on(record)).order_by("pk").values_list("kind", flat=True))
        assert kinds[-2:] == [Kind.MERGED, Kind.UNDONE]
        assert kinds == [entry.change_set.kind for entry in shown_entries(web, record)][::-1]
    again = merge_by_page(web, [fresh(record) for record in records], by=by)
    assert again.pk != done.pk
    assert not fresh(records[1]).is_live
    assert Merge.objects.get(pk=done.pk).undone_at is not None


def shown_entries(web, record) -> list:
    entries = web.get(f"/history/record/{record._meta.label_lower}/{record.pk}/").context["entries"]
    return [entry for entry in entries if entry.change_set.pk in operations_on(record)]


@pytest.mark.parametrize("kind", KINDS)
def test_t59_the_move_of_a_child_is_not_recorded(by, kind):
    survivor, loser = full_records(kind, 2)
    spec, theirs = spec_for(type(loser)), rows_of([loser])
    assert len(theirs) > 8

    done = merge([survivor, loser], by=by, choices={"lines": "all"})

    for key, pk in theirs:
        rule = spec.relation(key)
        rows = history_of(rule.model).objects.filter(**{rule.model._meta.pk.attname: pk, "change_set": done.change_set})
        row = rows.order_by("history_id").last()
        before = history_of(rule.model).objects.filter(id=pk, change_set__lt=done.change_set).order_by("history_id").last()
        assert getattr(before, rule.attname) == loser.pk
        assert (row.change_set.by_key, row.change_set.by_name, row.change_set.at) == (by.pk, str(by), done.at)
        assert row.history_type == "-" or getattr(row, rule.attname) == survivor.pk
    moved = set(MovedRow.objects.filter(line__merge=done).values_list("line__data__relation", "row_id", "from_id"))
    assert moved == {(key, pk, loser.pk) for key, pk in rows_of([survivor]) & theirs}


@pytest.mark.parametrize("kind", KINDS)
def test_t60_there_is_no_event_of_the_merge(web, by, kind):
    survivor, *losers = full_records(kind, 3, source="phone")
    choices = {"fields": {"description": {"from": losers[0].pk}, "source": {"from": losers[1].pk}}}
    edit(losers[0], description="Theirs"), edit(losers[1], source="fair")
    known = set(ChangeSet.objects.values_list("pk", flat=True))

    done = merge_by_page(web, [survivor, *losers], by=by, choices=choices, reason="Ordered twice")

    event = ChangeSet.objects.exclude(pk__in=known).get()
    assert (event.kind, event.reason) == ("merged", "Ordered twice")
    assert (event.by_key, event.by_name, event.at) == (by.pk, str(by), done.at)
    for record in (survivor, *losers):
        assert operations_on(record).count(event.pk) == 1
        assert shown_on(web, record).count(event.pk) == 1
    assert [one.record_id for one in done.records.order_by("letter")] == [one.pk for one in losers]
    written = JournalLine.objects.get(merge=done, kind="set_fields").data["fields"]
    sources = {one["name"]: one["from"] for one in written if one["from"] != "derived"}
    assert sources["description"] == losers[0].pk
    assert sources["source"] == losers[1].pk
