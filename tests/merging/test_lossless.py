"""The promise itself: merge, undo, and everything is as it was, for every type and many shapes (P1, P2, P3)."""

import pytest

from merging import services
from merging.journal import decode, values_of
from merging.models import JournalLine, MergedRecord
from merging.registry import specs
from tests.merging.merging_tools import MAKERS, admin, draft, full_records, merge
from tests.merging.snapshot import snapshot
from tests.orders.factories import attach_everything

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


@pytest.fixture
def bystanders(db) -> list:
    """An unrelated record of each type that nothing may touch."""
    return [attach_everything(make("Bystander"), mark=f"by-{kind}") for kind, make in MAKERS.items()]


def rows_of(records: list) -> set[tuple[str, int]]:
    """Every row that hangs on one of the records."""
    found = set()
    for rule in specs_of(records[0]).moving:
        rows = rule.model._base_manager.filter(**{f"{rule.attname}__in": [record.pk for record in records]})
        found |= {(rule.key, key) for key in rows.values_list("pk", flat=True)}
    return found


def specs_of(record):
    return next(spec for spec in specs() if spec.model is type(record))


def kept_whole(merge) -> set[tuple[str, int]]:
    """Rows that the journal holds whole."""
    lines = JournalLine.objects.filter(merge=merge, data__has_key="rows").exclude(kind="alter_rows")
    return {(line.data["relation"], one["row"]["id"]) for line in lines for one in line.data["rows"]}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [2, 3, 5])
def test_undo_gives_the_state_before_when_a_merge_is_taken_back(kind, number, bystanders):
    by = admin()
    records = full_records(kind, number, description="Rote Stühle")
    before = snapshot()

    done = merge(records, by=by)
    assert snapshot() != before
    services.undo_merge(done, by=by)

    assert snapshot() == before


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_on_the_primary_or_whole_in_the_journal_after_a_merge(kind, bystanders):
    by = admin()
    records = full_records(kind, 3)
    before = rows_of(records)

    done = merge(records, by=by)

    assert rows_of(records[:1]) | kept_whole(done) == before
    assert rows_of(records[1:]) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_is_readable_in_the_merge_after_a_merge(kind, bystanders):
    by = admin()
    records = full_records(kind, 3, description="Erste Zeile\nZweite – „Zeile“ 🪑")
    exact = {record.pk: values_of(type(record).objects.get(pk=record.pk)) for record in records}

    done = merge(records, by=by)

    assert done.primary_values == exact[records[0].pk]
    for merged in MergedRecord.objects.filter(merge=done):
        assert merged.values == exact[merged.record_id]
        assert decode(merged.values["created_at"]) == next(one for one in records if one.pk == merged.record_id).created_at


@pytest.mark.parametrize("kind", KINDS)
def test_undo_gives_the_state_before_when_rows_were_unticked_and_values_chosen(kind, bystanders):
    by = admin()
    records = full_records(kind, 3, description="Erste")
    type(records[1]).objects.filter(pk=records[1].pk)
    session = draft(records, by=by, primary=records[2])
    plan = services.build_plan(session, by=by)
    choices = {
        "fields": {state.name: {"from": records[0].pk} for state in plan.fields},
        "rows": {group.key: {"off": [row.row_id for row in group.rows[::2]]} for group in plan.pick_groups},
        "lines": "combine",
    }
    before = snapshot()

    done = merge(records, by=by, primary=records[2], choices=choices)
    services.undo_merge(done, by=by)

    assert snapshot() == before


def test_bystanders_are_untouched_when_others_are_merged(bystanders):
    by = admin()
    records = full_records("order", 2)
    before = [(values_of(type(one).objects.get(pk=one.pk)), rows_of([one])) for one in bystanders]

    merge(records, by=by)

    assert [(values_of(type(one).objects.get(pk=one.pk)), rows_of([one])) for one in bystanders] == before
