"""Every field of every form against values that make no sense: a message at the field, nothing lost, nothing written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import change_set
from orders import editing
from orders.forms.editor import ROWS
from orders.forms.records import FORMS
from orders.models import Company, ContactPoint, Order, OrderContact
from tests.merging.merging_tools import merge
from tests.merging.snapshot import snapshot
from trash.services import move_to_trash, put_away

from . import factories as make
from .test_record_pages import MAKERS, posted

pytestmark = pytest.mark.django_db
KINDS = {"order": "orders", "contact": "contacts", "company": "companies"}
LONG = "x" * 30_000
BAD: dict[str, tuple[str, ...]] = {
    "CharField": (LONG,),
    "NumberField": ("abc", "9" * 40, "NaN", "1e400", "1,2,3", "12.34.56", "--5", "1.234.5,6"),
    "DateField": ("2026-02-31", "soon", "0026-05-01", "9999-12-31", "31.31.2026"),
    "IntegerField": ("-1", "1.5", "9" * 30, "x"),
    "ModelChoiceField": ("-1", "0", "9" * 30, "x"),
    "TypedChoiceField": ("nonsense", LONG[:300]),
    "ReferenceField": ("No such thing", "U-999999999", "9" * 30, "%_\\'\"([", LONG, "Nordwind", "Foreign", "Put away"),
}


ROUNDS = max(len(values) for values in BAD.values())


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client: Client, seller):
    client.force_login(seller)
    return client


@pytest.fixture
def namesakes(seller):
    """Names that fit more than one record, a record nobody here may read, and one in the trash."""
    other = make.make_user(department="Other")
    for build in (make.make_company, make.make_contact):
        build("Nordwind", responsible=seller)
        build("Nordwind", responsible=seller)
        build("Foreign", responsible=other)
        move_to_trash([build("Put away", responsible=seller)], by=seller)
    for number in ("N-1", "N-2"):
        make.make_product(number, name="Nordwind")


def nonsense(kind: str, round_: int) -> dict[str, str]:
    """A bad value for every field of the type's form and of the first blank row of each group."""
    groups = ROWS if kind == "order" else {name: ROWS[name] for name in ("points", "addresses")}
    fields = dict(FORMS[kind].base_fields)
    for group, (rows, _model, _name) in groups.items():
        fields |= {f"{group}-0-{name}": field for name, field in rows.form.base_fields.items() if name != "id"}
    bad = {name: BAD.get(type(field).__name__, ()) for name, field in fields.items()}
    return {name: values[round_ % len(values)] for name, values in bad.items() if values}


def field_errors(editor) -> dict[str, list[str]]:
    forms = [editor.form, editor.links, *(form for rows in editor.rows.values() for form in rows.forms)]
    return {form.add_prefix(name): errors for form in forms for name, errors in form.errors.items()}


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_refuses_nonsense_at_its_place_and_keeps_it(web, seller, namesakes, kind, round_):
    record = MAKERS[KINDS[kind]](responsible=seller)
    page = f"{record.pk}/edit" if round_ % 2 else "new"  # they share their code
    address = f"/{KINDS[kind]}/{page}/"
    typed = nonsense(kind, round_)
    form, before, operations = web.get(address), snapshot(bookkeeping=True), ChangeSet.objects.count()

    answer = web.post(address, posted(form) | typed)

    errors = field_errors(answer.context["editor"])
    assert answer.status_code == 200
    assert sorted(set(typed) - set(errors)) == []
    assert (snapshot(bookkeeping=True), ChangeSet.objects.count()) == (before, operations)
    editor, text = answer.context["editor"], answer.content.decode()
    for name, value in typed.items():
        assert editor.data[name] == value
        assert f'name="{name}"' in text
    assert "Foreign" not in " ".join(str(sentences) for sentences in errors.values()).replace("“Foreign”", "")


@pytest.mark.parametrize(
    ("language", "typed", "stored"),
    [
        ("de", "1.234,56", "1234.56"),
        ("de", "1234,5", "1234.50"),
        ("de", "1.234", "1234.00"),
        ("de", "7.5", "7.50"),
        ("en", "1,234.56", "1234.56"),
        ("en", "7,5", "7.50"),
        ("en", "12,50", "12.50"),
        ("en", "1,234", "1234.00"),
        ("en", "-3.5", "-3.50"),
        ("en", ".5", "0.50"),
        ("de", "1,234.56", None),
        ("de", "1.23.45", None),
        ("de", "12.3456,7", None),
        ("en", "1.234,56", None),
        ("en", "1,23,456", None),
        ("en", "1.2.3", None),
        ("en", "1 234", None),
        ("en", "0x10", None),
        ("en", "1.005", None),
    ],
)
def test_a_number_is_read_as_it_was_meant_or_refused(web, seller, language, typed, stored):
    order = make.make_order(responsible=seller, amount_from_lines=False)
    reader = {"headers": {"accept-language": language}}
    form = web.get(f"/orders/{order.pk}/edit/", **reader)

    answer = web.post(f"/orders/{order.pk}/edit/", posted(form, amount=typed), **reader)

    order.refresh_from_db()
    assert (str(order.amount) if order.amount is not None else None) == stored
    assert answer.status_code == (302 if stored else 200)
    assert stored or answer.context["editor"].form.errors["amount"]


@pytest.mark.parametrize(
    "counters",
    [
        {"lines-TOTAL_FORMS": "-1"},
        {"lines-TOTAL_FORMS": "9" * 9},
        {"lines-TOTAL_FORMS": "9" * 25},
        {"lines-TOTAL_FORMS": "", "lines-INITIAL_FORMS": "x"},
        {"lines-INITIAL_FORMS": "9" * 9},
        {"points-TOTAL_FORMS": "1.5", "contacts-INITIAL_FORMS": "-3"},
    ],
)
def test_manipulated_counters_get_a_page_and_lose_no_row(web, seller, counters):
    order = make.attach_everything(make.make_order(responsible=seller))
    form = web.get(f"/orders/{order.pk}/edit/")
    rows = [order.lines.count(), order.contactpoint_set.count(), order.contact_links.count()]

    answer = web.post(f"/orders/{order.pk}/edit/", posted(form) | counters)

    assert answer.status_code in (200, 302)
    assert [order.lines.count(), order.contactpoint_set.count(), order.contact_links.count()] == rows


def test_rows_of_another_record_stay_what_they_are(web, seller):
    mine, other = make.make_order(responsible=seller), make.attach_everything(make.make_order(responsible=seller))
    point, line = other.contactpoint_set.first(), other.lines.get()
    form = web.get(f"/orders/{mine.pk}/edit/")
    typed = {"points-0-id": point.pk, "points-0-kind": "phone", "points-0-label": "work", "points-0-value": "1"}
    typed |= {"lines-0-id": line.pk, "lines-0-DELETE": "on", "lines-0-name": "Gone"}

    web.post(f"/orders/{mine.pk}/edit/", posted(form) | typed)

    assert ContactPoint.objects.get(pk=point.pk).value == point.value
    assert other.lines.get() == line


def test_a_row_named_twice_is_removed_once(web, seller):
    order = make.make_order(responsible=seller)
    point = make.make_contact_point(order, "+49 221 5550100")
    form = web.get(f"/orders/{order.pk}/edit/")
    twice = {f"points-{place}-{name}": value for place in (0, 1) for name, value in (("id", point.pk), ("DELETE", "on"))}

    answer = web.post(f"/orders/{order.pk}/edit/", posted(form) | twice)

    assert answer.status_code == 302
    assert not order.contactpoint_set.exists()


def test_two_primary_phones_are_refused_at_their_row(web, seller):
    order = make.make_order(responsible=seller)
    form = web.get(f"/orders/{order.pk}/edit/")
    rows = {}
    for place in (0, 1):
        row = {"kind": "phone", "label": "work", "value": f"0221 555010{place}", "is_primary": "on"}
        rows |= {f"points-{place}-{name}": value for name, value in row.items()}

    answer = web.post(f"/orders/{order.pk}/edit/", posted(form) | rows)

    assert "is_primary" in answer.context["editor"].rows["points"].forms[1].errors
    assert not order.contactpoint_set.exists()


def test_a_contact_that_a_page_does_not_name_is_not_added_again(web, seller):
    order, contact = make.make_order(responsible=seller), make.make_contact(responsible=seller)
    with make.recording():
        OrderContact.objects.create(order=order, contact=contact)
    form = web.get(f"/orders/{order.pk}/edit/")
    row = {"contacts-0-id": "", "contacts-0-contact": contact.label, "contacts-TOTAL_FORMS": "1", "contacts-INITIAL_FORMS": "0"}

    answer = web.post(f"/orders/{order.pk}/edit/", posted(form) | row)

    assert "contact" in answer.context["editor"].rows["contacts"].forms[0].errors
    assert order.contact_links.count() == 1


def test_a_total_beyond_the_column_is_refused_with_a_sentence(web, seller):
    order = make.make_order(responsible=seller)
    form = web.get(f"/orders/{order.pk}/edit/")
    line = {"lines-0-name": "Ship", "lines-0-quantity": "999999999", "lines-0-unit_price": "9999999999"}

    answer = web.post(f"/orders/{order.pk}/edit/", posted(form) | line)

    assert answer.status_code == 200
    assert "add up to more than an amount can hold" in answer.content.decode()
    assert not order.lines.exists()


def test_text_that_folding_makes_longer_is_stored(web, seller):
    order = make.make_order(responsible=seller)
    form = web.get(f"/orders/{order.pk}/edit/")
    typed = {"points-0-kind": "phone", "points-0-label": "work", "points-0-value": "ß" * 254}

    assert web.post(f"/orders/{order.pk}/edit/", posted(form) | typed).status_code == 302


def test_a_company_put_away_while_the_form_is_saved_is_named_and_nothing_is_written(web, seller, monkeypatch):
    company = make.make_company("Nordlicht", responsible=seller)
    write = editing._write

    def put_away_first(*args):
        with change_set(Kind.DELETED, by=seller):
            put_away(Company, [company.pk], by=seller)
        write(*args)

    monkeypatch.setattr(editing, "_write", put_away_first)
    form = web.get("/orders/new/")

    answer = web.post("/orders/new/", posted(form, title="Typed title", company="Nordlicht"))

    assert answer.status_code == 200
    assert "has just been moved to the trash" in answer.content.decode()
    assert 'value="Typed title"' in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize("page", ["new", "comments", "activities", "files"])
def test_a_form_sent_twice_makes_one(web, seller, page):
    order = make.make_order(responsible=seller)
    if page == "new":
        address, data = "/orders/new/", posted(web.get("/orders/new/"), title="Once", form_key="k1")
    else:
        address, data = f"/orders/{order.pk}/{page}/", {"text": "Once", "kind": "call", "subject": "Once", "form_key": "k1"}

    def send(**changes):
        upload = {"file": SimpleUploadedFile("once.txt", b"once")} if page == "files" else {}
        return web.post(address, data | upload | changes)

    first, operations = send(), ChangeSet.objects.count()
    again = send()
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert ChangeSet.objects.count() == operations

    changed = send(form_key="k2")
    assert changed.status_code == 302
    assert ChangeSet.objects.count() == operations + 1


def test_the_pages_carry_the_key_of_their_form(web, seller):
    order = make.make_order(responsible=seller)

    addresses = ("/orders/new/", f"/orders/{order.pk}/", f"/orders/{order.pk}/edit/")
    pages = [web.get(address).content.decode() for address in addresses]

    assert [page.count('name="form_key"') for page in pages] == [1, 4, 1]


def test_the_second_of_two_editors_gets_both_versions_and_the_rows_of_both(web, seller):
    order = make.make_order("First", responsible=seller)
    mine = web.get(f"/orders/{order.pk}/edit/")
    theirs = {"points-0-kind": "phone", "points-0-label": "work", "points-0-value": "0221 5550100"}
    web.post(f"/orders/{order.pk}/edit/", posted(mine, title="Theirs") | theirs)

    line = {"lines-0-name": "Desk", "lines-0-unit_price": "5"}
    answer = web.post(f"/orders/{order.pk}/edit/", posted(mine, title="Mine") | line)
    assert answer.status_code == 409
    assert {(one.theirs, one.yours) for one in answer.context["outrun"]} == {("Theirs", "Mine")}
    assert web.post(f"/orders/{order.pk}/edit/", posted(answer)).status_code == 302

    order.refresh_from_db()
    assert (order.title, order.contactpoint_set.count(), order.lines.count()) == ("Mine", 1, 1)


def test_what_was_typed_for_a_merged_record_is_taken_to_the_primary(web, seller):
    primary, old = (make.make_order(title, responsible=seller) for title in ("Stays", "Goes"))
    form = web.get(f"/orders/{old.pk}/edit/")
    merge([primary, old], by=make.make_user(role="administration"))
    before = snapshot(bookkeeping=True)

    shown = web.post(f"/orders/{old.pk}/edit/", posted(form, title="Typed title"))
    assert shown.status_code == 409
    assert dict(shown.context["typed"]) == {"Title": "Typed title"}
    carried = dict(shown.context["posted"]) | {"take_over": "1"}
    at_primary = web.post(shown.context["target"], carried)
    assert "Typed title" in at_primary.content.decode()
    assert snapshot(bookkeeping=True) == before

    assert web.post(shown.context["target"], posted(at_primary)).status_code == 302
    assert Order.objects.get(pk=primary.pk).title == "Typed title"
    assert Order.objects.get(pk=old.pk).title == "Goes"


@pytest.mark.parametrize("due", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-03-29T02:30", "soon", "2026-02-31T10:00"])
def test_an_instant_no_calendar_holds_is_refused(web, seller, due):
    order = make.make_order(responsible=seller)

    answer = web.post(f"/orders/{order.pk}/activities/", {"kind": "call", "subject": "Ring", "due_at": due})

    assert answer.status_code == 200
    assert "due_at" in answer.context["activity_form"].errors
    assert 'value="Ring"' in answer.content.decode()
    assert not order.activity_set.exists()


@pytest.mark.parametrize("size", [1001, 5000])
def test_thousands_of_keys_that_mean_nothing_are_left_aside(web, seller, size):
    order = make.make_order(responsible=seller)

    with CaptureQueriesContext(connection) as queries:
        ids = [order.pk, *range(10**6, 10**6 + size)]
        answer = web.post("/orders/action/", {"action": "delete", "confirmed": "1", "id": ids})

    assert answer.status_code == 302
    assert len(queries) <= 30
    assert not Order.objects.live().filter(pk=order.pk).exists()


def test_a_bulk_action_that_changes_nothing_leaves_no_operation(web, seller):
    order = make.make_order(responsible=seller)
    before = ChangeSet.objects.count()

    answer = web.post("/orders/action/", {"action": "owner", "confirmed": "1", "id": order.pk, "value": seller.pk}, follow=True)

    assert "Nothing was different" in answer.content.decode()
    assert ChangeSet.objects.count() == before
