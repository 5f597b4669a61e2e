"""The promise itself: merge, undo, and everything is as it was, for every type (P1, P2, P3)."""

import pytest

from merging import services
from tests.merging.merging_tools import MAKERS, admin, draft, full_records, merge
from tests.merging.promises import check_conserved, check_undo_is_identity, fresh, rows_of, values_of
from tests.orders.factories import attach_everything

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


@pytest.fixture
def bystanders(db) -> list:
    """An unrelated record of each type that nothing may touch."""
    return [attach_everything(make("Bystander"), mark=f"by-{kind}") for kind, make in MAKERS.items()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [2, 3, 5])
def test_undo_gives_the_dump_before_when_a_merge_is_taken_back(kind, number, bystanders):
    check_undo_is_identity(full_records(kind, number, description="Rote Stühle"), by=admin())


@pytest.mark.parametrize("kind", KINDS)
def test_everything_moves_to_the_primary_when_nothing_is_unticked(kind, bystanders):
    records = full_records(kind, 3, description="Erste Zeile\nZweite – „Zeile“ 🪑")

    check_conserved(records, by=admin())

    assert rows_of(records[1:]) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_without_anything_is_merged_and_comes_back(kind, bystanders):
    bare = [MAKERS[kind](f"Bare {place}") for place in range(2)]
    full = full_records(kind, 1)

    check_undo_is_identity(bare, by=admin())
    check_undo_is_identity([bare[0], *full], by=admin())
    check_undo_is_identity([*full, bare[0]], by=admin())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("every", [1, 2])
def test_undo_gives_the_dump_before_when_rows_were_unticked_and_values_chosen(kind, place, every, bystanders):
    by, records = admin(), full_records(kind, 3, description="Erste")
    plan = services.build_plan(draft(records, by=by, primary=records[place]), by=by)
    choices = {
        "fields": {state.name: {"from": records[place - 1].pk} for state in plan.fields},
        "rows": {group.key: {"off": [row.key for row in group.rows[::every]]} for group in plan.pick_groups},
        "lines": ("all", "combine", "primary")[place],
    }

    check_undo_is_identity(records, by=by, primary=records[place], choices=choices)


@pytest.mark.parametrize("kind", KINDS)
def test_the_result_is_what_was_previewed(kind):
    by, records = admin(), full_records(kind, 3, description="Erste")
    session = draft(records, by=by, choices={"fields": {"description": {"join": True}}})
    plan = services.build_plan(session, by=by)

    services.apply_merge(session, by=by, fingerprint=plan.fingerprint)

    now = services.build_plan(draft([fresh(records[0]), MAKERS[kind]()], by=by), by=by)
    shown = {state.name: option.display for state in now.fields for option in state.options if option.record_id == records[0].pk}
    assert shown == {state.name: state.result_display for state in plan.fields}
    ticked = {group.key: sorted(row.display for row in group.rows) for group in plan.pick_groups}
    assert {group.key: sorted(row.display for row in group.rows) for group in now.pick_groups} == ticked


def test_bystanders_are_untouched_when_others_are_merged(bystanders):
    by, records = admin(), full_records("order", 2)
    before = [(values_of(fresh(one)), rows_of([one])) for one in bystanders]

    merge(records, by=by)

    assert [(values_of(fresh(one)), rows_of([one])) for one in bystanders] == before


@pytest.mark.parametrize("kind", KINDS)
def test_merging_and_undoing_again_and_again_gives_the_same_dump(kind):
    records = full_records(kind, 3)
    by = admin()

    for primary in (*records, records[0]):
        check_undo_is_identity(records, by=by, primary=primary)
