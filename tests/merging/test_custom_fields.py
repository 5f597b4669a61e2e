"""Fields in the column ``custom`` are merged one by one, and the undo is exact (P1–P4, P7), for every type there is."""

import pytest

from crm_merge.audit.services import change_set
from merging import services
from merging.journal import decode
from merging.models import JournalLine
from orders.custom.types import TYPES
from tests.merging.merging_tools import MAKERS, admin, draft, merge, previewed
from tests.merging.promises import check_undo_is_identity, fresh
from tests.merging.snapshot import snapshot
from tests.orders.custom.tools import Values, make_every_field, make_field, set_values

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


def filled(kind: str) -> list:
    make_every_field(kind)
    values = Values()
    records = [values.fill(MAKERS[kind](f"Sample {place}"), place) for place in (0, 1)]
    return [*records, MAKERS[kind]("Empty")]


def state(plan, name: str):
    return next(one for one in plan.fields if one.name == f"custom.{name}")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("primary", [0, 1, 2])
def test_every_type_is_conserved_and_undone_exactly(kind, primary):
    records = filled(kind)

    check_undo_is_identity(records, by=admin(), primary=records[primary])


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_the_other_record_can_be_chosen_and_undone_exactly(kind):
    by, records = admin(), filled(kind)
    chosen = {"fields": {f"custom.{key}": {"from": records[1].pk} for key in records[1].custom}}
    plan = services.build_plan(draft(records, by=by), by=by)
    chosen["rows"] = {group.key: {"off": [row.key for row in group.rows if 1 not in row.letters]} for group in plan.pick_groups}
    several = {key: records[0].custom[key] + value[:1] for key, value in records[1].custom.items() if key.startswith("several")}
    expected = records[1].custom | several

    check_undo_is_identity(records, by=by, choices=chosen)
    merge(records, by=by, choices=chosen)

    assert fresh(records[0]).custom == expected


def test_a_filled_value_wins_over_none_without_a_question():
    by, records = admin(), filled("order")
    plan = services.build_plan(draft([records[2], records[0]], by=by), by=by)

    assert not any(one.differs for one in plan.fields if one.name.startswith("custom."))
    merge([records[2], records[0]], by=by)

    assert fresh(records[2]).custom == records[0].custom


@pytest.mark.parametrize(
    ("type_", "one", "same"),
    [
        ("text", "Gr\u00fc\u00dfe", " Gru\u0308\u00dfe"),
        ("decimal", "12.50", "12.5"),
        ("money", {"amount": "5", "currency": "EUR"}, {"amount": "5.00", "currency": "EUR"}),
        ("web", "https://www.example.com/", "http://example.com"),
    ],
)
def test_equal_spellings_are_no_question_and_the_primarys_stays(type_, one, same):
    by = admin()
    make_field(type_)
    records = [set_values(MAKERS["order"]("A"), **{type_: one}), set_values(MAKERS["order"]("B"), **{type_: same})]

    assert not state(services.build_plan(draft(records, by=by), by=by), type_).differs
    done = merge(records, by=by)

    assert fresh(records[0]).custom == {type_: one}
    assert decode(done.records.get().values["custom"]) == {type_: same}


def test_different_values_are_a_question_under_the_label_unless_there_may_be_several():
    by, records = admin(), filled("order")
    plan = previewed(draft(records, by=by), by=by)

    asked = {one.name.removeprefix("custom.") for one in plan.fields if one.name.startswith("custom.") and one.differs}
    assert asked == {key for key, value in records[0].custom.items() if not isinstance(value, list)}
    assert state(plan, "money").label == "Money"
    assert state(plan, "money").options[0].display == "€1,250.50"
    assert ("Money", 1, "$1,250.50") in plan.left_behind


def test_long_texts_can_be_joined_and_too_long_ones_are_refused():
    by = admin()
    make_field("long_text", "terms")
    records = [set_values(MAKERS["order"](text), terms=text * 10_000) for text in "ab"]
    session = draft(records, by=by, choices={"fields": {"custom.terms": {"join": True}}})
    plan = previewed(session, by=by)

    assert any("Terms" in sentence for sentence in plan.obstacles)
    with pytest.raises(services.MergeNotAllowed):
        services.apply_merge(session, by=by, fingerprint=plan.fingerprint)

    for record in records:
        set_values(fresh(record), terms=record.title)
    check_undo_is_identity(records, by=by, choices={"fields": {"custom.terms": {"join": True}}})
    merge(records, by=by, choices={"fields": {"custom.terms": {"join": True}}})
    assert fresh(records[0]).custom["terms"] == f"{records[0].display_number}:\na\n\n{records[1].display_number}:\nb"


def test_only_the_values_that_change_are_written_and_later_work_on_the_others_stays():
    by = admin()
    make_field("text", "one"), make_field("text", "two"), make_field("text", "three")
    records = [set_values(MAKERS["order"]("A"), one="a", three="c"), set_values(MAKERS["order"]("B"), one="b", two="t")]
    done = merge(records, by=by, choices={"fields": {"custom.one": {"from": records[1].pk}}})
    (line,) = JournalLine.objects.filter(merge=done, kind="set_fields")
    assert {one["name"] for one in line.data["fields"]} == {"custom.one", "custom.two", "search_key"}

    set_values(fresh(records[0]), three="later", two="mine")
    (conflict,) = services.plan_undo(done, by=by).conflicts
    assert (conflict.field, conflict.label, conflict.now, conflict.before) == ("custom.two", "Two", "mine", "")

    services.undo_merge(done, by=by)
    assert fresh(records[0]).custom == {"one": "a", "two": "mine", "three": "later"}
    assert "mine" in fresh(records[0]).search_key
    assert fresh(records[1]).custom == {"one": "b", "two": "t"}


def test_what_was_edited_since_can_be_put_back_alone():
    by = admin()
    make_field("text", "one"), make_field("text", "two")
    records = [set_values(MAKERS["order"]("A")), set_values(MAKERS["order"]("B"), one="b", two="t")]
    done = merge(records, by=by)
    set_values(fresh(records[0]), one="later", two="later")

    services.undo_merge(done, by=by, put_back=["custom.one"])

    assert fresh(records[0]).custom == {"two": "later"}


@pytest.mark.parametrize("when", ["before", "between"])
def test_retired_fields_are_carried_along_and_come_back(when):
    by, records = admin(), filled("order")
    before = snapshot()
    if when == "between":
        done = merge([records[2], *records[:2]], by=by)
    _retire_all()
    if when == "before":
        retired = snapshot()
        plan = previewed(draft([records[2], *records[:2]], by=by), by=by)
        assert state(plan, "text").differs
        assert state(plan, "text").label == "Text (retired)"
        done = merge([records[2], *records[:2]], by=by)
        assert set(fresh(records[2]).custom) == set(records[0].custom)
    services.undo_merge(done, by=by)

    after = snapshot()
    same = retired if when == "before" else before
    assert {name for name, rows in after.items() if rows != same[name]} <= {"orders_customfield"}


def _retire_all() -> None:
    from django.utils import timezone

    from orders.models import CustomField

    with change_set("settings_changed", by=None):
        for field in CustomField.objects.all():
            field.retired_at = timezone.now()
            field.save()


def test_an_empty_retired_field_is_no_part_of_the_wizard_and_a_new_one_is_at_once():
    by = admin()
    make_field("text", "gone")
    _retire_all()
    make_field("text", "fresh")

    names = [one.name for one in previewed(draft([MAKERS["order"]("A"), MAKERS["order"]("B")], by=by), by=by).fields]

    assert "custom.fresh" in names
    assert "custom.gone" not in names


def test_a_field_defined_after_the_merge_keeps_its_value_when_it_is_undone():
    by, records = admin(), filled("order")
    done = merge(records, by=by)
    make_field("text", "late")
    set_values(fresh(records[0]), late="kept")

    services.undo_merge(done, by=by)

    assert fresh(records[0]).custom == records[0].custom | {"late": "kept"}


def test_a_value_whose_definition_is_gone_is_carried_along_under_its_key():
    by, records = admin(), [set_values(MAKERS["order"](text), orphan=text) for text in "ab"]

    plan = previewed(draft(records, by=by), by=by)
    assert state(plan, "orphan").differs
    check_undo_is_identity(records, by=by, choices={"fields": {"custom.orphan": {"from": records[1].pk}}})


def test_a_change_of_one_field_after_the_preview_is_named_by_its_label():
    by, records = admin(), filled("order")
    session = draft(records, by=by)
    plan = previewed(session, by=by)
    set_values(fresh(records[1]), decimal="3")

    with pytest.raises(services.PlanChanged) as changed:
        services.apply_merge(session, by=by, fingerprint=plan.fingerprint)

    assert changed.value.differences == [f"{records[1]}: Decimal was changed"]


def test_the_file_of_a_field_goes_along_with_the_record_and_comes_back():
    by, records = admin(), filled("order")
    key = records[1].custom["file"]
    done = merge(records, by=by, choices={"fields": {"custom.file": {"from": records[1].pk}}})

    assert fresh(records[0]).custom["file"] == key
    assert fresh(records[0]).attachment_set.filter(pk=key).exists()
    services.undo_merge(done, by=by)
    assert fresh(records[1]).attachment_set.filter(pk=key).exists()


def test_a_link_to_a_merged_record_is_left_alone_and_shown_by_its_home():
    by = admin()
    make_field("record", "partner")
    gone, home = MAKERS["company"]("Gone"), MAKERS["company"]("Home")
    order = set_values(MAKERS["order"]("A"), partner=gone.pk)
    merge([home, gone], by=by)

    plan = previewed(draft([order, MAKERS["order"]("B")], by=by), by=by)

    assert state(plan, "partner").result_display == str(home)
    assert fresh(order).custom == {"partner": gone.pk}


def test_every_type_is_covered_here():
    make_every_field()
    assert set(TYPES) <= set(Values().fill(MAKERS["order"]("A"), 0).custom)
