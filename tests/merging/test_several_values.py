"""Several values of one custom field are settled one by one, like phones and tags: ticked, counted once, undone exactly."""

import pytest
from django.utils import timezone

from crm_merge.audit.services import change_set
from merging import services
from merging.journal import decode
from merging.reading import merge_page
from orders.models import CustomChoice, CustomField
from tests.merging.merging_tools import MAKERS, admin, draft, merge, previewed
from tests.merging.promises import check_undo_is_identity, fresh
from tests.orders.custom.tools import make_every_field, make_field, set_values

pytestmark = pytest.mark.django_db


def orders(**values) -> list:
    """One order per list of values."""
    count = len(next(iter(values.values())))
    return [set_values(MAKERS["order"](f"Sample {n}"), **{key: each[n] for key, each in values.items()}) for n in range(count)]


def group(plan, key: str = "choices"):
    return next(one for one in plan.pick_groups if one.key == f"custom.{key}")


def planned(records: list, by, **options):
    return previewed(draft(records, by=by, **options), by=by)


def off(plan, *displays: str, key: str = "choices") -> dict:
    return {"rows": {f"custom.{key}": {"off": [row.key for row in group(plan, key).rows if row.display in displays]}}}


def test_every_value_is_a_ticked_box_with_the_letters_of_the_records_that_have_it():
    by = admin()
    make_field("choices", label="Interests")
    plan = planned(orders(choices=[["high", "none"], ["none", "low"], None]), by)

    assert group(plan).label == "Interests"
    assert [(row.display, row.letters, row.is_ticked) for row in group(plan).rows] == [
        ("High", [0], True),
        ("None at all", [0, 1], True),
        ("Low", [1], True),
    ]
    assert "custom.choices" not in {one.name for one in plan.fields}


def test_all_ticked_values_are_kept_the_primarys_first():
    by = admin()
    make_field("choices")
    records = orders(choices=[["low"], ["high", "low"], ["none"]])

    merge(records, by=by, primary=records[1])

    assert fresh(records[1]).custom["choices"] == ["high", "low", "none"]


def test_equal_values_are_one_box_and_the_primarys_spelling_stays():
    by = admin()
    make_field("decimal", "weights", multiple=True)
    records = orders(weights=[["12.50"], ["12.5", "-3"]])
    plan = planned(records, by, primary=records[1])

    assert [row.letters for row in group(plan, "weights").rows] == [[0, 1], [1]]
    merge(records, by=by, primary=records[1])
    assert fresh(records[1]).custom["weights"] == ["12.5", "-3"]


def test_what_is_unticked_is_not_on_the_result_and_stays_readable_in_the_merge():
    by = admin()
    make_field("choices", label="Interests")
    records = orders(choices=[["high", "none"], ["none", "low"]])
    choices = off(planned(records, by), "None at all")
    plan = planned(records, by, choices=choices)

    left = [one[1:] for one in plan.left_behind if one[0] == "Interests"]
    assert left == [(0, "None at all"), (1, "None at all")]
    check_undo_is_identity(records, by=by, choices=choices)
    done = merge(records, by=by, choices=choices)

    assert fresh(records[0]).custom["choices"] == ["high", "low"]
    assert decode(done.primary_values["custom"])["choices"] == ["high", "none"]
    assert decode(done.records.get().values["custom"])["choices"] == ["none", "low"]
    row = next(one for one in merge_page(done, fresh(records[0]), by)["differing"] if one.label == "Interests")
    assert [(one.place, one.display, one.is_taken, one.left) for one in row.values] == [
        (0, "High, None at all", True, "None at all"),
        (1, "None at all, Low", True, "None at all"),
    ]


def test_nothing_ticked_leaves_nothing_and_comes_back():
    by = admin()
    make_field("text", "names", multiple=True)
    records = orders(names=[["a"], ["b"]])
    choices = off(planned(records, by), "a", "b", key="names")

    check_undo_is_identity(records, by=by, choices=choices)
    merge(records, by=by, choices=choices)

    assert "names" not in fresh(records[0]).custom


def test_a_tick_follows_the_value_when_the_lists_change():
    """A choice names the value, not its place: whatever is new is ticked."""
    by = admin()
    make_field("choices")
    records = orders(choices=[["high"], ["low"]])
    session = draft(records, by=by)
    services.choose(session, off(services.build_plan(session, by=by), "Low"), by=by)
    set_values(fresh(records[1]), choices=["none", "low"])

    ticks = {row.display: row.is_ticked for row in group(services.build_plan(session, by=by)).rows}

    assert ticks == {"High": True, "Low": False, "None at all": True}


def test_later_edits_of_the_field_are_a_conflict():
    by = admin()
    make_field("choices", label="Interests")
    records = orders(choices=[["high"], ["low"]])
    done = merge(records, by=by)
    set_values(fresh(records[0]), choices=["high", "low", "none"])

    (conflict,) = services.plan_undo(done, by=by).conflicts
    assert (conflict.label, conflict.now, conflict.before) == ("Interests", "High, Low, None at all", "High")
    services.undo_merge(done, by=by)
    assert fresh(records[0]).custom["choices"] == ["high", "low", "none"]


def test_retired_fields_and_choices_are_settled_too():
    by = admin()
    field = make_field("choices", label="Interests")
    records = orders(choices=[["high"], ["low"]])
    with change_set("settings_changed", by=None):
        for row in (field, CustomChoice.objects.get(field=field, key="low")):
            row.retired_at = timezone.now()
            row.save()

    plan = planned(records, by)
    assert group(plan).label == "Interests (retired)"
    assert [row.display for row in group(plan).rows] == ["High", "Low"]
    check_undo_is_identity(records, by=by, choices=off(plan, "High"))
    assert CustomField.objects.get().is_retired


def test_marks_are_the_same_for_all_spellings_and_tell_nothing():
    by = admin()
    make_every_field()
    records = orders(several_text=[["Secret"], [" Secret", "other"]])
    first, second = group(planned(records, by), "several_text").rows

    assert (first.letters, second.letters) == ([0, 1], [1])
    assert first.key.isalnum()
    assert first.key != second.key
    assert "Secret" not in first.key
