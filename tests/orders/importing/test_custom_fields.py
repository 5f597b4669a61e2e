"""Defined fields in imported files: recognised, mapped, read by their own types, named where a cell fits nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.taking_back import services as taking_back
from orders.importing.kinds import KINDS
from orders.importing.mapping import guess_columns
from orders.models import Company, CustomField
from tests.orders.custom.tools import make_every_field, make_field, set_values
from tests.orders.factories import make_company, make_user

from .import_tools import Result, imported, planned

pytestmark = pytest.mark.django_db


def said(result: Result) -> str:
    return " ".join(result.said(place) for place in range(len(result.outcomes)))


def test_columns_are_recognised_by_label_in_both_languages_and_by_key(stage):
    make_field("money", "budget", "company", label="Our Budget", label_de="Unser Etat")
    make_field("text", "gone", "company", retired_at="2026-01-01T00:00Z")
    kind = KINDS["company"]

    assert guess_columns(kind, ["Name", "our budget", "Gone"]) == ["name", "custom.budget", ""]
    assert guess_columns(kind, ["Name", "UNSER_ETAT", "Budget"]) == ["name", "custom.budget", ""]
    assert guess_columns(kind, ["Name", "Budget"]) == ["name", "custom.budget"]
    assert "custom.budget" not in KINDS["contact"].by_key
    assert "custom.budget" not in KINDS["product"].by_key


CELLS = {
    "text": ("Grüße", "Grüße"),
    "integer": ("1.200", 1200),
    "decimal": ('"12,50"', "12.50"),
    "money": ('"1.250,5 USD"', {"amount": "1250.5", "currency": "USD"}),
    "truth": ("ja", True),
    "day": ("28.02.2026", "2026-02-28"),
    "instant": ("28.02.2026 14:30", "2026-02-28T13:30:00.000000Z"),
    "choice": ("Hoch", "high"),
    "choices": ('"High; Niedrig"', ["high", "low"]),
    "web": ("example.com", "https://example.com"),
    "several_text": ('"a;b"', ["a", "b"]),
    "several_day": ('"28.02.2026; 01.03.2026"', ["2026-02-28", "2026-03-01"]),
}


def test_every_type_is_read_as_on_the_form(tmp_path, stage):
    make_every_field("company")
    text = f"Name,{','.join(CELLS)}\nNordlicht,{','.join(typed for typed, _stored in CELLS.values())}\n"

    imported(tmp_path, text, kind="company", options={"decimal": "comma"}, chosen={"web": "custom.web"})

    assert Company.objects.get().custom == {key: stored for key, (_typed, stored) in CELLS.items()}


def test_people_and_records_are_named_by_number_or_name(tmp_path, stage):
    make_field("person", "coach", "company"), make_field("record", "partner", "company", multiple=True)
    ada = make_user("ada", first_name="Ada", last_name="Amt")
    first, second = make_company("First", reference="F1"), make_company("Second")
    text = f"Name,Coach,Partner\nThird,Ada Amt,F1;{second.display_number}\n"

    imported(tmp_path, text, kind="company")

    assert Company.objects.get(name="Third").custom == {"coach": ada.pk, "partner": [first.pk, second.pk]}
    refused = planned(tmp_path, "Name,Partner\nFourth,U-987654\n", kind="company")
    assert refused.actions() == ["refuse"]
    assert "“Partner”: there is no record with the number “U-987654”" in said(refused)
    nobody = planned(tmp_path, "Name,Coach\nFourth,Nobody\n", kind="company")
    assert "Nobody" in said(nobody)


@pytest.mark.parametrize(
    ("type_", "cell", "sentence"),
    [
        ("integer", "1.5", "is not a whole number"),
        ("decimal", "abc", "is not a number"),
        ("money", "12 XYZ", "names no currency"),
        ("truth", "perhaps", "is neither yes nor no"),
        ("day", "2026-02-30", "is not a day of the calendar"),
        ("choice", "gone", "is none of the choices: High, Low, None at all"),
        ("web", "no address", "is no web address"),
        ("text", "x" * 501, "At most 500 characters"),
    ],
)
def test_a_cell_that_fits_nothing_is_named_with_line_and_column(tmp_path, stage, type_, cell, sentence):
    make_field(type_, "field", "company", label="My field")

    result = planned(tmp_path, f"Name,My field\nGood,\nBad,{cell}\n", kind="company")

    assert result.actions() == ["create", "error"]
    assert result.outcomes[1].lines == [3]
    assert sentence in said(result)
    assert "My field" in said(result)


def test_the_check_says_what_would_change_and_only_differences_are_written(tmp_path, stage):
    make_field("money", "budget", "company"), make_field("text", "shade", "company")
    company = set_values(
        make_company("Nordlicht", reference="N"), budget={"amount": "5", "currency": "EUR"}, shade="kept", other="kept"
    )
    text = "External number,Name,Budget,Shade\nN,Nordlicht,7 EUR,\n"

    result = planned(tmp_path, text, kind="company")
    assert "Budget: €5.00 → €7.00" in said(result)
    imported(tmp_path, text, kind="company")
    company.refresh_from_db()
    assert company.custom == {"budget": {"amount": "7", "currency": "EUR"}, "shade": "kept", "other": "kept"}
    assert imported(tmp_path, text, kind="company").actions() == ["skip"]


def test_new_records_begin_with_the_defaults_and_are_found_by_their_words(tmp_path, stage):
    make_field("text", "shade", "company", default="Standard")
    imported(tmp_path, "Name,Shade\nFirst,\nSecond,Zebra\n", kind="company")

    assert dict(Company.objects.values_list("name", "custom")) == {"First": {"shade": "Standard"}, "Second": {"shade": "Zebra"}}
    assert Company.objects.filter(search_key__contains="zebra").count() == 1


def test_a_new_record_needs_what_is_required(tmp_path, stage):
    make_field("truth", "checked", "company", required=True)
    make_field("text", "shade", "company", required=True, default="Standard")
    make_field("file", "plan", "company", required=True)  # no column can fill it
    make_field("text", "gone", "company", required=True, retired_at="2026-01-01T00:00Z")

    result = imported(tmp_path, "Name,Tested\nFirst,no\nSecond,\n", kind="company", chosen={"Tested": "custom.checked"})
    unmapped = planned(tmp_path, "Name\nThird\n", kind="company")

    assert (result.actions(), result.outcomes[1].lines) == (["create", "refuse"], [3])
    assert result.said(1) == "Column “Tested” is empty, but “Checked” is required. Fill it in."
    assert Company.objects.get().custom == {"checked": False, "shade": "Standard"}
    assert "“Checked” is required for a new record. Map a column to it" in unmapped.said()


def test_a_record_that_is_there_needs_what_is_required_only_where_the_file_has_the_column(tmp_path, stage):
    make_company("Nordlicht", reference="N")
    make_field("text", "shade", "company", required=True)

    other = planned(tmp_path, "External number,Name\nN,Südlicht\n", kind="company")
    mapped = planned(tmp_path, "External number,Name,Shade\nN,Südlicht,\n", kind="company")
    filled = planned(tmp_path, "External number,Name,Shade\nN,Südlicht,blue\n", kind="company")

    assert (other.actions(), mapped.actions(), filled.actions()) == (["update"], ["refuse"], ["update"])
    assert "Column “Shade” is empty" in mapped.said()


def test_a_field_that_was_retired_after_it_was_mapped_still_takes_its_values(tmp_path, stage):
    make_field("text", "shade", "company", retired_at="2026-01-01T00:00Z")

    imported(tmp_path, "Name,x\nFirst,a\n", kind="company", chosen={"x": "custom.shade"})

    assert Company.objects.get().custom == {"shade": "a"}


def test_statements_do_not_grow_with_the_rows(tmp_path, stage):
    make_every_field("company")
    partner = make_company("Partner", reference="P1")
    heads = "Name,Text,Record,Choice\n"

    def statements(count: int) -> int:
        rows = "".join(f"Company {count} {place},Word {place},P1,High\n" for place in range(count))
        with CaptureQueriesContext(connection) as queries:
            imported(tmp_path, heads + rows, kind="company")
        return len(queries)

    assert statements(100) == statements(5)
    assert Company.objects.filter(custom__contains={"record": partner.pk}).count() == 105
    assert CustomField.objects.count() > 10


def test_an_import_that_is_taken_back_leaves_the_fields_as_they_were(tmp_path, stage, admin):
    make_field("money", "budget", "company"), make_field("text", "shade", "company"), make_field("text", "other", "company")
    company = set_values(make_company("Nordlicht", reference="N"), shade="blue", other="kept")
    before, words = company.custom, company.search_key
    text = "External number,Name,Budget,Shade\nN,Nordlicht,7 EUR,red\n"

    done = imported(tmp_path, text, kind="company")
    taking_back.take_back(done.operation, by=admin)
    company.refresh_from_db()
    assert (company.custom, company.search_key) == (before, words)

    again = imported(tmp_path, text, kind="company")
    company.refresh_from_db()
    set_values(company, budget={"amount": "9", "currency": "EUR"})
    (conflict,) = taking_back.plan_taking_back(again.operation, by=admin).conflicts
    assert (conflict.label, conflict.now, conflict.before) == ("Budget", "€9.00", "")
    assert conflict.key == f"orders.company.{company.pk}.custom.budget"


@pytest.mark.parametrize("is_put_back", [False, True])
def test_what_was_edited_since_stays_and_the_other_fields_go_back(tmp_path, stage, admin, is_put_back):
    for key in ("shade", "colour", "other"):
        make_field("text", key, "company")
    company = set_values(make_company("Nordlicht", reference="N"), shade="blue", other="kept", undeclared="old")
    done = imported(tmp_path, "External number,Name,Shade,Colour\nN,Nordlicht,red,green\n", kind="company")
    company.refresh_from_db()
    set_values(company, colour="edited", other="edited", undeclared="new")

    (conflict,) = taking_back.plan_taking_back(done.operation, by=admin).conflicts
    taking_back.take_back(done.operation, by=admin, put_back=[conflict.key] if is_put_back else [])

    company.refresh_from_db()
    stays = {} if is_put_back else {"colour": "edited"}
    assert conflict.label == "Colour"
    assert company.custom == {"shade": "blue", "other": "edited", "undeclared": "new", **stays}
    assert ("blue" in company.search_key, "red" in company.search_key) == (True, False)
