"""The page of an export and the download: what is in it, who gets it, what the history keeps."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.access.models import Grant, Role
from crm_merge.audit.models import ChangeSet, Kind
from orders.exporting import streaming, views
from orders.models import ListSettings, Order, Selection
from tests.orders.actions.tools import ListPage
from tests.orders.factories import make_company, make_contact_point, make_order, make_tag, make_user

from .export_tools import download, rows_of, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    admin = make_user("chief", role="administration", first_name="Cara", last_name="Chefin")
    client.force_login(admin)
    return admin


@pytest.fixture
def seller(client):
    """Reads and exports the orders of the North, no companies."""
    seller = make_user("seller", department="North")
    role = Role.objects.create(name="Exporting")
    for action in ("read", "export"):
        Grant.objects.create(role=role, record_type="orders.order", action=action, scope="department")
    seller.roles.add(role)
    client.force_login(seller)
    return seller


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_says_how_many_and_keeps_the_filter(client, admin):
    for title in ("Alpha one", "Alpha two", "Beta"):
        make_order(title)

    shown = words(client.get("/orders/export/?q=alpha&sort=title"))
    rows = rows_of(download(client, "orders", "?q=alpha&sort=-title", columns="shown"))

    assert "<strong>2</strong> records of the list" in shown
    assert "/orders/export/?q=alpha&amp;sort=title" in shown
    assert [row["Title"] for row in rows] == ["Alpha two", "Alpha one"]
    assert list(rows[0]) == ["Number", "Title", "Stage", "Company", "Amount", "Currency", "Responsible person", "Created"]
    assert "/orders/export/" in words(client.get("/orders/"))


def test_ticked_records_only(client, admin):
    first, _second, third = (make_order(title) for title in "abc")

    answer = ListPage(client, "/orders/?sort=-title").tick(first, third).send("export")
    rows = rows_of(download(client, "orders", f"?{answer['Location'].partition('?')[2]}"))

    assert "The 2 selected records are exported." in words(client.get(answer["Location"]))
    assert [row["Title"] for row in rows] == ["c", "a"]


def test_all_matches_but_those_unticked(client, admin):
    for title in ("Alpha one", "Alpha two", "Alpha three", "Beta"):
        make_order(title)

    page = ListPage(client, "/orders/?q=alpha").press("all")
    answer = page.untick(Order.objects.get(title="Alpha two")).send("export")
    rows = rows_of(download(client, "orders", f"?{answer['Location'].partition('?')[2]}"))

    assert sorted(row["Title"] for row in rows) == ["Alpha one", "Alpha three"]


def test_a_selection_of_somebody_else_is_none(client, admin):
    make_order("Alpha")
    selection = Selection.objects.create(by=make_user("other"), kind="order", ticked=[])

    assert len(rows_of(download(client, "orders", f"?sel={selection.pk.hex}"))) == 1


def test_columns_are_those_that_the_person_arranged(client, admin):
    make_order("Alpha")
    ListSettings.objects.create(person=admin, kind="order", columns=[["title", 0], ["source", 0]])

    assert list(rows_of(download(client, "orders", columns="shown"))[0]) == ["Title", "Source"]


def test_german_spreadsheets_get_semicolons_and_commas_others_get_points(client, admin):
    make_order("Büro – „groß“", amount=Decimal("-1234.50"), closes_on=date(2026, 3, 1))

    german = download(client, "orders", format_="csv-semicolon")
    (row,) = rows_of(german, ";")
    (plain,) = rows_of(download(client, "orders"))

    assert german.startswith(b"\xef\xbb\xbf")
    assert (row["Title"], row["Amount"], row["Closes on"]) == ("Büro – „groß“", "-1234,50", "2026-03-01")
    assert plain["Amount"] == "-1234.50"


def test_instants_carry_the_zone_of_the_reader(client, admin, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    make_order(created_at=datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC))

    (row,) = rows_of(download(client, "orders"))

    assert datetime.fromisoformat(row["Created"]) == datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1"])
def test_no_text_is_a_formula(client, admin, text):
    order = make_order(text, amount=Decimal("-5.00"))
    make_contact_point(order, "+49 221 1")

    (row,) = rows_of(download(client, "orders"))
    _head, line = sheet_of(download(client, "orders", format_="xlsx"))

    assert (row["Title"], row["Amount"], row["Phone"]) == (f"'{text}", "-5.00", "'+49 221 1")
    assert text in [cell.value for cell in line]
    assert "f" not in {cell.data_type for cell in line}


def test_a_workbook_has_typed_cells(client, admin):
    make_order("Büro\x0bstuhl", amount=Decimal("1234.50"), closes_on=date(2026, 3, 1))

    head, line = sheet_of(download(client, "orders", format_="xlsx"))
    cells = {name.value: cell.value for name, cell in zip(head, line, strict=True)}

    assert cells["Amount"] == 1234.5
    assert cells["Closes on"] == datetime(2026, 3, 1)  # noqa: DTZ001 - a day of a workbook has no zone
    assert isinstance(cells["Created"], datetime)
    assert cells["Title"] == "Bürostuhl"


def test_what_the_reader_may_not_read_is_empty_and_what_may_not_be_exported_missing(client, seller):
    company = make_company("Secret Ltd")
    make_order("Mine", responsible=seller, company=company)
    make_order("Of nobody", company=company)

    content = download(client, "orders", "?sort=company")
    (row,) = rows_of(content)

    assert (row["Title"], row["Company"]) == ("Mine", "")
    assert b"Secret" not in content


def test_the_scope_of_export_is_asked_for_each_record(client, seller):
    Grant.objects.filter(action="read").update(scope="all")
    make_order("Mine", responsible=seller)
    foreign = make_order("Foreign", responsible=make_user(department="South"))

    answer = ListPage(client, "/orders/").tick(foreign, make_order("X", responsible=seller)).send("export")
    rows = rows_of(download(client, "orders", f"?{answer['Location'].partition('?')[2]}"))
    asked = words(client.get("/orders/export/"))

    assert [row["Title"] for row in rows] == ["X"]
    assert "<strong>2</strong> records" in asked


def test_without_the_right_there_is_no_export(client):
    client.force_login(make_user(role="sales", department="North"))

    assert client.get("/orders/export/").status_code == 403
    assert client.post("/orders/export/", {"format": "xlsx", "columns": "all"}).status_code == 403
    assert "/orders/export/" not in words(client.get("/orders/"))
    assert not ChangeSet.objects.filter(kind=Kind.EXPORTED).exists()


def test_the_history_keeps_who_how_many_filter_columns_and_format(client, admin):
    make_order("Alpha")
    download(client, "orders", "?q=alpha&sort=title", columns="shown", format_="xlsx")

    entry = ChangeSet.objects.get(kind=Kind.EXPORTED)
    shown = words(client.get(f"/history/{entry.pk}/"))

    assert entry.by_key == admin.pk
    assert "exported <strong>1</strong> orders" in shown
    for said in ("q=alpha", "Number, Title, Stage, Company", "Excel workbook (XLSX)"):
        assert said in shown


@pytest.mark.django_db(transaction=True)
def test_a_download_that_breaks_off_has_its_entry(client, admin):
    for _place in range(3):
        make_order()
    answer = client.post("/orders/export/", {"format": "csv-comma", "columns": "all"})
    next(iter(answer.streaming_content))
    answer.close()

    assert ChangeSet.objects.filter(kind=Kind.EXPORTED).count() == 1


@pytest.mark.parametrize(("format_", "beginning"), [("csv-comma", b"\xef\xbb\xbfNumber"), ("xlsx", b"PK")])
def test_the_head_leaves_before_the_records_are_read(client, admin, format_, beginning):
    make_order()
    answer = client.post("/orders/export/", {"format": format_, "columns": "all"})

    with CaptureQueriesContext(connection) as queries:
        assert next(answer.streaming_content).startswith(beginning)
        assert len(queries) == 0
        b"".join(answer.streaming_content)
    assert len(queries) > 0


@pytest.mark.parametrize("format_", ["csv-comma", "xlsx"])
def test_statements_per_portion_do_not_grow_with_the_rows(client, admin, format_, monkeypatch):
    numbers = []
    for number in (3, 40):
        for place in range(number):
            make_tag(make_order(f"O{place}", company=make_company()), "x")
        with CaptureQueriesContext(connection) as queries:
            download(client, "orders", format_=format_)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    monkeypatch.setattr(streaming, "PORTION", 10)
    with CaptureQueriesContext(connection) as queries:
        download(client, "orders", format_=format_)
    assert len(queries) - numbers[1] <= 4 * 5


def test_a_wrong_choice_gets_a_sentence_and_a_workbook_has_an_end(client, admin, monkeypatch):
    make_order()
    make_order()
    wrong = words(client.post("/orders/export/", {"format": "pdf", "columns": ""}))
    monkeypatch.setattr(views, "MOST_ROWS", 1)
    large = words(client.post("/orders/export/", {"format": "xlsx", "columns": "all"}))

    assert "pdf is not one of the available choices" in wrong
    assert "A workbook holds at most 1 rows" in large
    assert not ChangeSet.objects.filter(kind=Kind.EXPORTED).exists()
