"""A field defined on a running system is at once in form, list, filter, search, history, import and merge, and undoes exactly."""

import csv
import io

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.models import ChangeSet
from orders.exporting.formats import FORMATS
from orders.exporting.streaming import csv_lines
from orders.fields.catalogue import fields_of
from orders.fields.rows import Body, reading
from orders.fields.types import surroundings
from orders.kinds import COMPANIES, CONTACTS, ORDERS
from orders.matching import matching
from orders.models import CustomField, Order
from tests.merging.merging_tools import merge
from tests.merging.promises import fresh
from tests.orders.custom.tools import Values, make_every_field, make_field, set_values
from tests.orders.factories import make_company, make_contact, make_order, make_user

from .test_definitions import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada", role="administration", first_name="Ada", last_name="Amt")


@pytest.fixture
def web(client, ada):
    client.force_login(ada)
    return client


def found(ada, query: str, kind=ORDERS) -> list[str]:
    return sorted(str(record.title_text) for record in matching(kind, QueryDict(query), user=ada))


def body(records, shown, kind, reader) -> str:
    return Body(shown, kind, reader, menu=lambda record: "", may_edit=lambda record: True).html(records)


def test_later_edits_of_one_field_are_asked_about_on_the_undo_page(web, ada):
    make_field("money", "budget", label="Budget"), make_field("text", "note")
    orders = [make_order("A"), set_values(make_order("B"), budget={"amount": "5", "currency": "EUR"}, note="b")]
    done = merge(orders, by=ada)
    set_values(fresh(orders[0]), budget={"amount": "7", "currency": "EUR"})

    page = said(web.get(f"/merges/{done.pk}/undo/"))
    assert "conflict.custom.budget" in page
    assert "€7.00" in page
    assert "conflict.custom.note" not in page
    web.post(f"/merges/{done.pk}/undo/", {"decided": "1", "conflict.custom.budget": "back"})
    assert fresh(orders[0]).custom == {}


def test_the_history_names_each_field_with_old_and_new_in_words(web, ada):
    make_every_field()
    values = Values()
    order = values.fill(make_order(), 0)
    values.fill(order, 1)

    page = said(web.get(ChangeSet.objects.latest("pk").get_absolute_url()))

    expected = ("€1,250.50", "$1,250.50", "Ada Amt 1", "Partner 2", "High, None at all", "28 Feb 2026", "Contract 1.pdf", "Yes")
    assert [words for words in expected if words not in page] == []
    assert "{" not in page.partition("<main")[2].partition("</main>")[0]
    CustomField.objects.filter(key="money").update(retired_at="2026-01-01T00:00Z")
    assert "€1,250.50" in said(web.get(ChangeSet.objects.latest("pk").get_absolute_url()))


QUERIES = [
    # type, key, query, what is found of record 0 (first values), record 1 (second values) and an empty one
    ("text", "custom.text=grusse", "0"),
    ("text", "custom.text.exactly=grüße", "0"),
    ("text", "custom.text.begins=oth", "1"),
    ("text", "custom.text.not=other", "02"),
    ("text", "custom.text.empty=yes", "2"),
    ("text", "custom.several_text=other", "1"),
    ("long_text", "custom.long_text=three", "0"),
    ("long_text", "custom.long_text.empty=no", "01"),
    ("integer", "custom.integer=-5", "1"),
    ("integer", "custom.integer.min=0", "0"),
    ("integer", "custom.integer.not=-5", "02"),
    ("integer", "custom.several_integer=-5", "1"),
    ("integer", "custom.several_integer.not=-5", "02"),
    ("decimal", "custom.decimal=12.5", "0"),
    ("decimal", "custom.decimal.max=0", "1"),
    ("decimal", "custom.several_decimal=12.5", "01"),
    ("money", "custom.money.min=1000", "0"),
    ("money", "custom.money.min=1000&custom.money.currency=USD", "1"),
    ("money", "custom.money.empty=yes", "2"),
    ("truth", "custom.truth=yes", "0"),
    ("truth", "custom.truth=no", "1"),
    ("truth", "custom.truth.empty=yes", "2"),
    ("day", "custom.day=2026-02-28", "0"),
    ("day", "custom.day.before=2000-01-01", "1"),
    ("day", "custom.day.empty=no", "01"),
    ("day", "custom.several_day=1999-12-31", "1"),
    ("instant", "custom.instant=2026-10-25", "01"),
    ("instant", "custom.instant.before=2026-10-25", ""),
    ("choice", "custom.choice=high", "0"),
    ("choice", "custom.choice.not=high", "12"),
    ("choices", "custom.choices=high", "0"),
    ("choices", "custom.choices.all=high&custom.choices.all=low", ""),
    ("choices", "custom.choices.empty=yes", "2"),
    ("person", "custom.person={person}", "0"),
    ("person", "custom.several_person={person}", "01"),
    ("person", "custom.person.empty=yes", "2"),
    ("record", "custom.record={company}", "0"),
    ("record", "custom.record.named=Partner 2", "1"),
    ("record", "custom.several_record={company}", "01"),
    ("record", "custom.record.not={company}", "12"),
    ("web", "custom.web=example.org", "1"),
    ("web", "custom.web=example", "01"),
]


@pytest.fixture
def three(ada):
    make_every_field()
    values = Values()
    for place in (0, 1):
        values.fill(make_order(str(place)), place)
    make_order("2")
    return {"person": values.people[0].pk, "company": values.companies[0].pk}


@pytest.mark.parametrize(("type_", "query", "expected"), QUERIES)
def test_every_type_is_filtered(ada, three, type_, query, expected):
    assert found(ada, query.format(**three)) == list(expected)


def test_senseless_conditions_are_named_and_do_not_count(web, three):
    for query in ("custom.several_integer=abc", "custom.day=gone", "custom.choice=gone", "custom.record=1e5", "custom.gone=x"):
        answer = web.get(f"/orders/?{query}")
        assert answer.status_code == 200
        assert len(answer.context["page"].items) == 3


def test_fields_of_the_company_are_filtered_too(ada):
    make_field("integer", "seats", "company")
    big, small = set_values(make_company("Big"), seats=500), set_values(make_company("Small"), seats=5)
    make_order("At big", company=big), make_contact("Small", company=small)

    assert found(ada, "company.custom.seats.min=100") == ["At big"]
    assert found(ada, "company.custom.seats.max=100", CONTACTS) == ["Small"]


def test_a_link_to_a_merged_company_is_found_by_its_home(ada):
    make_field("record", "partner"), make_field("record", "partners", multiple=True)
    home, gone = make_company("Home"), make_company("Gone")
    set_values(make_order("One"), partner=gone.pk, partners=[gone.pk])
    merge([home, gone], by=ada)

    assert found(ada, f"custom.partner={home.pk}") == ["One"]
    assert found(ada, f"custom.partners={home.pk}") == ["One"]


SORTED = ("text", "integer", "decimal", "money", "truth", "day", "instant", "choice", "web")


@pytest.mark.parametrize("key", SORTED)
@pytest.mark.parametrize("sign", ["", "-"])
def test_lists_are_sorted_by_the_values_and_empty_ones_come_last(web, three, key, sign):
    titles = [order.title for order in web.get("/orders/", {"sort": f"{sign}custom.{key}"}).context["page"].items]

    ascending = {"text": "10"[::-1], "integer": "10", "decimal": "10", "money": "01", "truth": "10", "day": "10"}
    ascending |= {"instant": "01", "choice": "01", "web": "10"[::1]}
    expected = ascending[key] if not sign else ascending[key][::-1]
    assert "".join(titles) == f"{expected}2"


def test_cells_and_plain_values_of_every_type(ada, three):
    fields = fields_of(ORDERS)
    around = surroundings(ada)
    chosen = [field for key, field in fields.items() if key.startswith("custom.")]
    order = reading(Order.objects.filter(title="0"), chosen).get()

    cells = {field.key: field.type.html(field.read(order), around) for field in chosen}
    plain = {field.key: field.type.plain(field.read(order), around) for field in chosen}

    assert cells["custom.money"] == "€1,250.50"
    assert cells["custom.person"] == "Ada Amt 1"
    assert cells["custom.record"] == f'<a href="/companies/{three["company"]}/">Partner 1</a>'
    assert cells["custom.web"] == '<a href="https://www.example.com/a" rel="noopener noreferrer">https://www.example.com/a</a>'
    assert cells["custom.choices"] == "High, None at all"
    assert (plain["custom.integer"], str(plain["custom.decimal"]), plain["custom.truth"]) == (9007199254740993, "12.500", True)
    assert plain["custom.file"] == "Contract 0.pdf"


def test_a_page_of_rows_asks_once_for_all_names(ada, three):
    fields = list(fields_of(ORDERS).values())
    companies = [make_company(f"Partner {place}").pk for place in range(30)]
    shown = [fields[0], *(field for field in fields if field.key.startswith("custom."))]
    few = list(Order.objects.all())
    body(few, shown, ORDERS, ada)  # rights are read with the first
    with CaptureQueriesContext(connection) as queries:
        body(few, shown, ORDERS, ada)
    for key in companies:
        set_values(make_order("More"), record=key)
    many = list(Order.objects.all())
    with CaptureQueriesContext(connection) as more:
        body(many, shown, ORDERS, ada)

    assert len(more) == len(queries)


def test_what_is_typed_into_a_cell_cannot_become_markup(ada):
    make_field("text", "text"), make_field("long_text", "long_text"), make_field("choice", "choice")
    order = set_values(make_order(), text="<b>x</b>", long_text="<i>y</i>", choice="<gone>")
    shown = [field for key, field in fields_of(ORDERS).items() if key.startswith("custom.")]

    html = body([order], shown, ORDERS, ada)

    assert "<b>" not in html
    assert "<i>" not in html
    assert "<gone>" not in html


def test_kinds_do_not_share_fields():
    make_field("text", "only", "company")

    assert "custom.only" in fields_of(COMPANIES)
    assert "custom.only" not in fields_of(ORDERS)


def test_exports_hold_every_value_and_ask_once_per_portion(ada, three):
    chosen = [field for key, field in fields_of(ORDERS).items() if key in ("custom.person", "custom.record", "custom.day")]
    for _more in range(20):
        set_values(make_order("more"), person=make_user().pk, record=make_company("C").pk)
    records = Order.objects.live().order_by("pk")
    with CaptureQueriesContext(connection) as queries:
        lines = b"".join(csv_lines(records, chosen, FORMATS["csv-comma"], surroundings(ada))).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(lines)))
    assert rows[1][rows[0].index("Person")] == "Ada Amt 1"
    assert rows[1][rows[0].index("Record")].endswith("Partner 1")
    assert rows[1][rows[0].index("Day")] == "2026-02-28"
    assert len(rows) == 24
    assert len([query for query in queries if "orders_company" in query["sql"]]) == 1
