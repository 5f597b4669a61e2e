"""The fields page posts which record wins; nothing else gets through."""

from datetime import UTC, datetime
from types import SimpleNamespace as Plain

import pytest
from django.http import QueryDict

from merging.completeness import completeness, suggest_primary
from merging.forms import ChoicesForm, ReasonForm, fill


def _record(pk: int, day: int) -> Plain:
    moment = datetime(2026, 3, day, tzinfo=UTC)
    return Plain(record=Plain(pk=pk, created_at=moment, updated_at=moment), letter="AB"[pk - 11])


def _field(name: str, *displays: str) -> Plain:
    options = [Plain(record_id=11 + place, display=display) for place, display in enumerate(displays)]
    return Plain(name=name, differs=len(set(displays)) > 1, options=options)


@pytest.fixture
def plan() -> Plain:
    phones = [Plain(key=1, is_ticked=True), Plain(key=2, is_ticked=True)]
    return Plain(
        records=[_record(11, 2), _record(12, 5)],
        fields=[_field("title", "Chair", "Desk"), _field("source", "Phone", ""), _field("stage", "New", "New")],
        pick_groups=[Plain(key="phone", rows=phones)],
        lines=Plain(choice="all"),
    )


def _read(query: str, plan: Plain) -> ChoicesForm:
    return ChoicesForm(QueryDict(query), plan=plan)


def test_choices_name_the_winning_record_when_posted(plan):
    form = _read("field.title=12&lines=combine", plan)

    assert form.error == ""
    assert form.choices == {"fields": {"title": {"from": 12}}, "rows": {"phone": {"off": []}}, "lines": "combine"}


def test_values_and_matching_fields_are_ignored_when_posted(plan):
    form = _read("title=Hacked&field.stage=12&field.unknown=12", plan)

    assert form.choices["fields"] == {}


@pytest.mark.parametrize("value", ["999", "-1", "", "x", "9" * 40, "1.5"])
def test_a_record_outside_the_merge_is_refused_when_posted(plan, value):
    assert _read(f"field.title={value}", plan).error != ""


def test_an_unknown_line_choice_is_refused_when_posted(plan):
    assert _read("lines=none", plan).error != ""


def test_unticked_rows_are_off_when_their_group_was_shown(plan):
    assert _read("group=phone&row.phone=2", plan).choices["rows"] == {"phone": {"off": [1]}}


def test_rows_keep_their_ticks_when_their_group_was_not_shown(plan):
    assert _read("", plan).choices["rows"] == {"phone": {"off": []}}


def test_join_is_a_choice_when_posted(plan):
    assert _read("field.title=join", plan).choices["fields"]["title"] == {"join": True}


def test_filling_keeps_filled_values_when_the_record_has_none(plan):
    choices = fill(_read("field.source=11", plan).choices, plan, "record:12")

    assert choices["fields"] == {"title": {"from": 12}, "source": {"from": 11}}


@pytest.mark.parametrize(("how", "winner"), [("newest", 12), ("complete", 11), ("record:12", 12)])
def test_filling_takes_the_title_of_the_right_record(plan, how, winner):
    assert fill(_read("", plan).choices, plan, how)["fields"]["title"] == {"from": winner}


@pytest.mark.parametrize("how", ["", "record:999", "record:x", "oldest"])
def test_filling_changes_nothing_when_it_names_no_record(plan, how):
    assert fill(_read("", plan).choices, plan, how)["fields"] == {}


def test_the_most_complete_record_is_suggested(plan):
    assert suggest_primary(plan).record_id == 11
    assert (completeness(plan, 11), completeness(plan, 12)) == (100, 67)


def test_the_oldest_record_is_suggested_when_both_are_equally_complete(plan):
    plan.fields = [_field("title", "Chair", "Desk")]

    assert suggest_primary(plan).record_id == 11


def test_a_reason_that_is_too_long_is_refused_with_its_text_kept():
    form = ReasonForm({"reason": "x" * 2001})

    assert not form.is_valid()
    assert form["reason"].value() == "x" * 2001
