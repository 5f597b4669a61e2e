"""Defined fields on the form and the page of a record: every type, every sentence, stale pages, hidden links, files."""

import pytest
from django.utils import translation

from crm_merge.audit.models import ChangeSet
from orders.custom.types import TYPES
from orders.models import CustomField
from tests.merging.merging_tools import merge
from tests.merging.promises import fresh
from tests.orders.custom.tools import Values, make_every_field, make_field, set_values
from tests.orders.factories import make_company, make_order, make_user
from tests.orders.test_record_pages import posted

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    return answer.content.decode()


def edit(web, order, **typed):
    address = f"/orders/{order.pk}/edit/"
    return web.post(address, posted(web.get(address), **{f"custom.{key}": value for key, value in typed.items()}))


TYPED = [
    # type, several values, what is typed, what is stored, what the page shows
    ("text", False, " Grüße ", "Grüße", "Grüße"),
    ("text", True, "a\r\nb; c\r\n\r\na", ["a", "b; c"], "a, b; c"),
    ("long_text", False, "One\r\ntwo", "One\ntwo", "One<br>two"),
    ("integer", False, "1,200", 1200, "1,200"),
    ("integer", True, "3\n-4", [3, -4], "3, -4"),
    ("decimal", False, "1,234.50", "1234.50", "1,234.50"),
    ("money", False, "1250 EUR", {"amount": "1250", "currency": "EUR"}, "€1,250.00"),
    ("money", False, "$ 12.5", {"amount": "12.5", "currency": "USD"}, "$12.50"),
    ("money", False, "99", {"amount": "99", "currency": "EUR"}, "€99.00"),
    ("truth", False, "yes", True, "Yes"),
    ("truth", False, "no", False, "No"),
    ("day", False, "2026-02-28", "2026-02-28", "28 Feb 2026"),
    ("instant", False, "2026-07-01T14:30", "2026-07-01T12:30:00.000000Z", "1 Jul 2026, 14:30"),
    ("choice", False, "low", "low", "Low"),
    ("choices", False, ["high", "none"], ["high", "none"], "High, None at all"),
    ("web", False, "www.example.com/a", "https://www.example.com/a", "https://www.example.com/a"),
]


@pytest.mark.parametrize(("type_", "multiple", "typed", "stored", "shown"), TYPED)
def test_what_is_typed_is_stored_exactly_and_shown_in_words(web, type_, multiple, typed, stored, shown):
    make_field(type_, "field", multiple=multiple, label="My field")
    order = make_order()

    assert edit(web, order, field=typed).status_code == 302
    assert fresh(order).custom == {"field": stored}
    assert shown in said(web.get(f"/orders/{order.pk}/"))
    operations = ChangeSet.objects.count()
    assert edit(web, order).status_code == 302  # sent again as shown: nothing is different
    assert ChangeSet.objects.count() == operations
    assert edit(web, order, field=[] if type_ == "choices" else "").status_code == 302
    assert fresh(order).custom == {}


def test_every_type_is_typed_above_or_below():
    elsewhere = {"person", "record", "file"}
    assert {row[0] for row in TYPED} | elsewhere == set(TYPES)


WRONG = [
    ("text", "x" * 501, "At most 500 characters"),
    ("integer", "1.5", "is not a whole number"),
    ("integer", "99999999999999999999", "is too large a number"),
    ("integer", "abc", "is not a number"),
    ("decimal", "1.00000000001", "at most 20 digits"),
    ("decimal", "1,23.4", "is not a number"),
    ("money", "12 Taler", "is not a number"),
    ("money", "12 XYZ", "names no currency"),
    ("truth", "perhaps", "Select a valid choice"),
    ("day", "2026-02-30", "is not a date"),
    ("day", "0026-02-01", "between 1900 and 2999"),
    ("instant", "2026-02-01T99:00", "is no date and time"),
    ("instant", "2026-03-29T02:30", "is no date and time"),  # the hour that summer time leaves out
    ("choice", "gone", "Select a valid choice"),
    ("choices", "gone", "Select a valid choice"),
    ("person", "987654321", "Select a valid choice"),
    ("record", "Nobody", "Nothing fits"),
    ("web", "no address", "is no web address"),
]


@pytest.mark.parametrize(("type_", "typed", "sentence"), WRONG)
def test_what_is_no_value_is_named_and_kept_as_typed(web, type_, typed, sentence):
    make_field(type_, "field", label="My field")
    order = make_order()

    answer = edit(web, order, field=typed)

    assert answer.status_code == 200
    (problem,) = answer.context["editor"].problems
    assert problem.startswith("My field: ")
    assert sentence in problem
    assert answer.context["editor"].form["custom.field"].value() in (typed, [typed])
    assert fresh(order).custom == {}


@pytest.mark.parametrize("type_", sorted(set(TYPES)))
def test_a_required_field_is_asked_for(web, type_):
    make_field(type_, "field", label="My field", required=True)
    order = make_order()

    answer = edit(web, order)

    assert [problem.partition(":")[0] for problem in answer.context["editor"].problems] == ["My field"]


def test_german_readers_type_and_read_german(web, ada):
    for type_ in ("decimal", "money", "truth"):
        make_field(type_, label="Field", label_de="Feld")
    order = make_order()
    ada.language = "de"
    ada.save()

    assert edit(web, order, decimal="1.234,50", money="1.250,5 €", truth="yes").status_code == 302
    assert fresh(order).custom == {"decimal": "1234.50", "money": {"amount": "1250.5", "currency": "EUR"}, "truth": True}
    page = said(web.get(f"/orders/{order.pk}/"))
    for words in ("Feld", "1.234,50", "1.250,50\u00a0€", "Ja"):
        assert words in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_record_with_every_value_is_saved_unchanged_in_any_language(web, ada, language):
    make_every_field()
    order = Values().fill(make_order(), 0)
    before = order.custom
    ada.language = language
    ada.save()

    with translation.override(language):
        answer = edit(web, order, text="new")

    assert answer.status_code == 302, answer.context["editor"].problems
    assert fresh(order).custom == before | {"text": "new"}


def test_people_are_chosen_from_those_who_are_active_and_whoever_it_is_already(web, ada):
    make_field("person", "coach"), make_field("person", "team", multiple=True)
    gone = make_user("gone", is_active=False)
    order = set_values(make_order(), coach=gone.pk)
    form = web.get(f"/orders/{order.pk}/edit/").context["editor"].form

    assert {key for key, _name in form.fields["custom.coach"].choices} >= {ada.pk, gone.pk}
    assert gone.pk not in {key for key, _name in form.fields["custom.team"].choices}
    assert edit(web, order, team=[ada.pk]).status_code == 302
    assert fresh(order).custom == {"coach": gone.pk, "team": [ada.pk]}
    assert "Ada Amt" in said(web.get(f"/orders/{order.pk}/"))


@pytest.mark.parametrize("multiple", [False, True])
def test_records_are_named_by_number_or_name_and_shown_as_links(web, multiple):
    make_field("record", "partner", multiple=multiple)
    first, second = make_company("Nordlicht"), make_company("Südwind")
    order = make_order()

    typed = f"{first.display_number}\nSüdwind" if multiple else "nordlicht"
    assert edit(web, order, partner=typed).status_code == 302
    assert fresh(order).custom == {"partner": [first.pk, second.pk] if multiple else first.pk}
    assert f'href="/companies/{first.pk}/"' in said(web.get(f"/orders/{order.pk}/"))


@pytest.mark.parametrize("multiple", [False, True])
def test_a_link_that_the_reader_may_not_read_is_hidden_and_not_lost(client, multiple):
    seller = make_user("sales", role="sales", department="North")
    secret = make_company("Secret", responsible=make_user(department="South"))
    make_field("record", "partner", multiple=multiple), make_field("text", "note")
    order = set_values(make_order(responsible=seller), partner=[secret.pk] if multiple else secret.pk)
    client.force_login(seller)
    before = fresh(order).custom

    for page in (f"/orders/{order.pk}/", f"/orders/{order.pk}/edit/", f"/history/record/orders.order/{order.pk}/"):
        assert "Secret" not in said(client.get(page))
    assert "(not visible to you)" in said(client.get(f"/orders/{order.pk}/"))
    assert edit(client, order, note="new").status_code == 302
    assert fresh(order).custom == before | {"note": "new"}
    refused = edit(client, order, partner=secret.display_number)
    assert "Nothing fits" in said(refused)


def test_a_link_to_a_merged_record_leads_to_its_home_and_stays_as_it_is(web, ada):
    make_field("record", "partner")
    home, gone = make_company("Home"), make_company("Gone")
    order = set_values(make_order(), partner=gone.pk)
    merge([home, gone], by=ada)

    assert f'href="/companies/{home.pk}/"' in said(web.get(f"/orders/{order.pk}/"))
    assert edit(web, order).status_code == 302
    assert fresh(order).custom == {"partner": gone.pk}


def test_a_page_that_was_outrun_keeps_what_was_typed_and_follows_the_others(web):
    make_field("text", "mine", label="Mine"), make_field("money", "theirs", label="Theirs"), make_field("choices", "both")
    order = set_values(make_order(), mine="old", both=["low"])
    address = f"/orders/{order.pk}/edit/"
    page = web.get(address)
    set_values(fresh(order), theirs={"amount": "5", "currency": "EUR"}, mine="elsewhere")

    answer = web.post(address, posted(page, **{"custom.mine": "typed", "custom.both": ["high"]}))

    assert answer.status_code == 409
    assert [(str(one.label), one.theirs, one.yours) for one in answer.context["outrun"]] == [
        ("Mine", "elsewhere", "typed"),
        ("Both", "Low", "High"),
    ]
    assert fresh(order).custom["mine"] == "elsewhere"
    assert web.post(address, posted(answer)).status_code == 302
    assert fresh(order).custom == {"mine": "typed", "theirs": {"amount": "5", "currency": "EUR"}, "both": ["high"]}


def test_a_form_opened_before_a_field_was_defined_changes_nothing_about_it(web):
    order = make_order()
    address = f"/orders/{order.pk}/edit/"
    sent = posted(web.get(address), title="New")
    make_field("text", "late", default="x")
    make_field("choice", "also")

    assert web.post(address, sent).status_code == 302
    assert fresh(order).custom == {}


def test_what_a_value_pointed_to_may_be_gone(web):
    make_every_field()
    order = set_values(make_order(), person=987_654_321, record=987_654_321, file=987_654_321, several_record=[987_654_321])
    before = fresh(order).custom

    assert "deleted (key 987654321)" in said(web.get(f"/orders/{order.pk}/"))
    assert edit(web, order, text="new").status_code == 302
    assert fresh(order).custom == before | {"text": "new"}


def statements(web, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert web.get(address).status_code == 200
    return len(queries)


def test_a_page_asks_as_much_for_many_fields_as_for_one(web):
    order = make_order()
    with_none = {page: statements(web, page) for page in (f"/orders/{order.pk}/", f"/orders/{order.pk}/edit/", "/orders/")}
    make_every_field()
    Values().fill(order, 0)
    few = {page: statements(web, page) for page in with_none}
    CustomField.objects.filter(key="text").update(position=99)
    for number in range(20):
        for type_ in ("text", "person", "record", "choice"):
            make_field(type_, f"{type_}_{number}")
    set_values(fresh(order), **{f"record_{number}": make_company().pk for number in range(20)})

    many = {page: statements(web, page) for page in with_none}
    assert many == few
    # One for the definitions, and one for each kind of thing that values point to.
    assert many[f"/orders/{order.pk}/"] <= with_none[f"/orders/{order.pk}/"] + 3
    assert many["/orders/"] == with_none["/orders/"]
