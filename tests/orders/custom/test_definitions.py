"""Settings › Fields: defining, changing, ordering, retiring; what is wrong is said and what was typed is kept."""

import re

import pytest
from django.test import Client

from crm_merge.audit.models import ChangeSet, Kind
from orders.custom.types import TYPES
from orders.models import CustomChoice, CustomField
from tests.merging.promises import fresh
from tests.orders.custom.tools import make_field
from tests.orders.factories import make_user

pytestmark = pytest.mark.django_db
NAMES = {"label": "Budget", "label_de": "Etat", "help_text": "Net", "help_text_de": "Netto"}


@pytest.fixture
def web(client) -> Client:
    client.force_login(make_user(role="administration"))
    return client


def seen(page) -> dict[str, str]:
    return {"seen": re.search(r'name="seen" value="([^"]*)"', page.content.decode())[1]}


def send(web: Client, address: str, **data):
    """Open the form and send it with what a browser would: the values shown, and ``data`` instead."""
    page = web.get(address)
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    shown = {name: "on" if value is True else value for name, value in shown.items() if value is not None and value is not False}
    sent = {name: value for name, value in (shown | data).items() if value is not None}
    return web.post(address, {**sent, **seen(page)})


def said(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("type_", TYPES)
def test_a_field_of_every_type_is_defined_and_there_at_once(web, type_):
    data = {"new:0:label": "High", "new:0:label_de": "Hoch"} if type_ in ("choice", "choices") else {}
    data |= {"links_to": "orders.company"} if type_ == "record" else {}

    answer = send(web, f"/settings/fields/order/new/?type={type_}", **NAMES, section="Money", section_de="Geld", **data)

    assert answer.status_code == 302, said(answer)
    field = CustomField.objects.get()
    assert (field.record_type, field.key, field.type, field.label_de) == ("orders.order", "budget", type_, "Etat")
    assert ("Budget" in said(web.get("/settings/fields/")))
    assert ("Money" in said(web.get("/settings/fields/")))
    form = said(web.get("/orders/new/"))
    assert 'name="custom.budget"' in form
    assert "Net" in form
    assert 'name="custom.budget"' not in said(web.get("/contacts/new/"))
    german = said(web.get("/orders/new/", headers={"accept-language": "de"}))
    assert "Etat" in german
    assert "Netto" in german
    assert "Geld" in german


def test_a_definition_is_one_operation_of_the_history_that_names_it(web):
    send(web, "/settings/fields/contact/new/?type=choice", **NAMES, **{"new:0:label": "High", "new:1:label": "Low"})

    operation = ChangeSet.objects.latest("pk")
    assert operation.kind == Kind.SETTINGS_CHANGED
    shown = said(web.get(operation.get_absolute_url()))
    assert "Budget" in shown
    assert "High" in shown
    assert "Choice" in shown
    assert CustomField.history.count() == 1
    assert CustomChoice.history.count() == 2


def test_the_type_is_chosen_first_and_an_unknown_one_is_asked_for_again(web):
    assert "Amount of money" in said(web.get("/settings/fields/order/new/"))
    assert "Amount of money" in said(web.get("/settings/fields/order/new/?type=gone"))
    assert web.get("/settings/fields/gone/new/").status_code == 404


def test_a_key_is_made_from_the_label_never_used_twice_and_never_changes(web):
    make_field(key="groesse", retired_at="2026-01-01T00:00Z")
    send(web, "/settings/fields/order/new/?type=text", label="Größe")
    assert set(CustomField.objects.values_list("key", flat=True)) == {"groesse", "groesse_2"}

    taken = send(web, "/settings/fields/order/new/?type=text", label="X", key="groesse")
    wrong = send(web, "/settings/fields/order/new/?type=text", label="X", key="Nö 1")
    assert "never used again" in said(taken)
    assert "begins with a letter" in said(wrong)
    assert CustomField.objects.count() == 2

    field = CustomField.objects.get(key="groesse_2")
    send(web, f"/settings/fields/{field.pk}/", label="Size", key="other", type="money", multiple="on")
    field = fresh(field)
    assert (field.label, field.key, field.type, field.multiple) == ("Size", "groesse_2", "text", False)
    assert send(web, "/settings/fields/contact/new/?type=text", label="X", key="groesse").status_code == 302


@pytest.mark.parametrize(
    ("type_", "text", "stored"),
    [
        ("text", "Hello", "Hello"),
        ("integer", "1,200", 1200),
        ("decimal", "1.50", "1.50"),
        ("money", "12.50 USD", {"amount": "12.50", "currency": "USD"}),
        ("truth", "Yes", True),
        ("day", "2026-02-28", "2026-02-28"),
        ("choice", "High", "high"),
        ("choices", "High; Low", ["high", "low"]),
        ("web", "example.com", "https://example.com"),
    ],
)
def test_a_default_is_checked_like_any_value_and_new_records_begin_with_it(web, type_, text, stored):
    rows = {"new:0:label": "High", "new:1:label": "Low"} if type_.startswith("choice") else {}
    send(web, f"/settings/fields/company/new/?type={type_}", label="Budget", default=text, **rows)

    assert CustomField.objects.get().default == stored
    page = web.get("/companies/new/")
    editor = page.context["editor"]
    assert editor.form["custom.budget"].value() not in (None, "", [])
    shown = {"name": "New", "custom.budget": editor.form["custom.budget"].value()}
    web.post("/companies/new/", shown)
    from orders.models import Company

    assert Company.objects.get().custom == {"budget": stored}


@pytest.mark.parametrize(
    ("type_", "text", "sentence"),
    [
        ("integer", "1.5", "is not a whole number"),
        ("decimal", "abc", "is not a number"),
        ("money", "12 XYZ", "names no currency"),
        ("day", "2026-13-01", "is not a date"),
        ("choice", "Other", "is none of the choices"),
        ("web", "no address", "is no web address"),
        ("person", "nobody", "nobody's name"),
    ],
)
def test_a_default_that_is_no_value_is_refused_and_stays_typed(web, type_, text, sentence):
    rows = {"new:0:label": "High"} if type_ == "choice" else {}
    answer = send(web, f"/settings/fields/order/new/?type={type_}", label="Budget", default=text, **rows)

    assert answer.status_code == 200
    assert sentence in said(answer).replace("&#x27;", "'")
    assert answer.context["form"]["default"].value() == text
    assert not CustomField.objects.exists()


def test_choices_are_added_renamed_put_in_order_and_retired_but_never_deleted(web):
    field = make_field("choice", "priority")
    send(
        web,
        f"/settings/fields/{field.pk}/",
        **{"choice:high:label": "Urgent", "choice:high:position": "5", "choice:none:retired": "on", "new:2:label": "Middle"},
    )

    rows = {row.key: row for row in field.choices.order_by("position", "pk")}
    assert list(rows) == ["low", "none", "high", "middle"]
    assert rows["high"].label == "Urgent"
    assert rows["none"].retired_at is not None
    form = web.get("/orders/new/").context["editor"].form
    assert [str(label) for _key, label in form.fields["custom.priority"].choices] == ["–", "Low", "Urgent", "Middle"]


def test_choices_that_make_no_sense_are_refused(web):
    none = send(web, "/settings/fields/order/new/?type=choice", label="X")
    twice = send(web, "/settings/fields/order/new/?type=choice", label="X", **{"new:0:label": "A", "new:1:label": "a"})
    german = send(web, "/settings/fields/order/new/?type=choice", label="X", **{"new:0:label": "A", "new:1:label_de": "b"})

    assert "at least one choice" in said(none)
    assert "is there twice" in said(twice)
    assert "in English too" in said(german)
    assert not CustomField.objects.exists()


def order_of(web) -> list[str]:
    groups = web.get("/settings/fields/").context["groups"]
    return [field.key for _heading, fields in groups[0]["sections"] for field in fields]


def test_fields_and_sections_are_put_in_order_by_plain_buttons(web):
    where = {"a": "One", "b": "One", "c": "Two", "d": ""}
    fields = [make_field(key=key, section=section, position=9) for key, section in where.items()]
    assert order_of(web) == ["a", "b", "c", "d"]

    web.post(f"/settings/fields/{fields[0].pk}/move/", {"to": "down"})
    assert order_of(web) == ["b", "a", "c", "d"]
    web.post(f"/settings/fields/{fields[0].pk}/move/", {"to": "down"})  # the last of its section
    assert order_of(web) == ["b", "a", "c", "d"]
    web.post(f"/settings/fields/{fields[2].pk}/move/", {"to": "section_up"})
    assert order_of(web) == ["c", "b", "a", "d"]
    web.post(f"/settings/fields/{fields[3].pk}/move/", {"to": "section_up"})
    web.post(f"/settings/fields/{fields[3].pk}/move/", {"to": "sideways"})
    assert order_of(web) == ["c", "b", "a", "d"]


def test_a_retired_field_leaves_forms_and_lists_and_comes_back_with_its_values(web):
    from tests.orders.custom.tools import set_values
    from tests.orders.factories import make_order

    field = make_field(key="budget", label="Budget")
    order = set_values(make_order(), budget="kept")

    assert "Its values" in said(web.get(f"/settings/fields/{field.pk}/retire/"))
    web.post(f"/settings/fields/{field.pk}/retire/")
    assert fresh(field).is_retired
    assert "custom.budget" not in said(web.get(f"/orders/{order.pk}/edit/"))
    page = said(web.get(f"/orders/{order.pk}/"))
    assert "Retired fields" in page
    assert "kept" in page
    assert fresh(order).custom == {"budget": "kept"}

    web.post(f"/settings/fields/{field.pk}/bring-back/")
    assert not fresh(field).is_retired
    assert "kept" in said(web.get(f"/orders/{order.pk}/edit/"))


def test_a_form_saved_while_a_field_is_retired_keeps_its_value(web):
    from tests.orders.custom.tools import set_values
    from tests.orders.factories import make_order
    from tests.orders.test_record_pages import posted

    make_field(key="gone", retired_at="2026-01-01T00:00Z"), make_field(key="used")
    order = set_values(make_order(), gone="kept")
    sent = posted(web.get(f"/orders/{order.pk}/edit/"), **{"custom.used": "new"})

    assert web.post(f"/orders/{order.pk}/edit/", sent).status_code == 302
    assert fresh(order).custom == {"gone": "kept", "used": "new"}


def test_what_another_administrator_changed_is_named_and_nothing_is_overwritten(web):
    field = make_field(key="budget", label="Budget")
    page = web.get(f"/settings/fields/{field.pk}/")
    send(web, f"/settings/fields/{field.pk}/", label="Theirs")

    sent = {"label": "Budget", "help_text": "Mine", **seen(page)}
    answer = web.post(f"/settings/fields/{field.pk}/", sent)

    assert answer.status_code == 409
    assert "Theirs" in said(answer)
    assert answer.context["form"]["help_text"].value() == "Mine"
    assert fresh(field).help_text == ""
    again = {"label": "Theirs", "help_text": "Mine", **seen(answer)}
    assert web.post(f"/settings/fields/{field.pk}/", again).status_code == 302
    assert (fresh(field).label, fresh(field).help_text) == ("Theirs", "Mine")


def test_a_section_has_one_german_name(web):
    first = make_field(key="a", section="Money", section_de="Geld")
    second = make_field(key="b")
    send(web, f"/settings/fields/{second.pk}/", section="Money", section_de="Finanzen")

    assert fresh(first).section_de == "Finanzen"


def test_nothing_different_writes_nothing(web):
    field = make_field("choice", "priority", default="high", required=True, section="One")
    before = ChangeSet.objects.count()

    assert send(web, f"/settings/fields/{field.pk}/").status_code == 302
    assert ChangeSet.objects.count() == before


@pytest.mark.parametrize("role", ["sales", "manager", ""])
def test_only_people_who_may_change_the_settings_get_in(client, role):
    field = make_field()
    client.force_login(make_user(role=role))
    for page in ("", "order/new/", f"{field.pk}/", f"{field.pk}/retire/"):
        assert client.get(f"/settings/fields/{page}").status_code == 403
    for page in (f"{field.pk}/", f"{field.pk}/move/", f"{field.pk}/retire/", f"{field.pk}/bring-back/", "order/new/?type=text"):
        assert client.post(f"/settings/fields/{page}", {"label": "X", "to": "up"}).status_code == 403
    assert fresh(field).label == "Text"


def test_the_settings_lead_to_the_fields(web):
    assert "/settings/fields/" in said(web.get("/settings/"))
