"""What a file holds and what its columns mean, from the header row; what is open is asked, not guessed."""

import pytest

from orders.importing.deciding import Undecidable, decide_all
from orders.importing.kinds import KINDS
from orders.importing.mapping import guess_columns, guess_kind
from tests.orders.custom.tools import built_in_only

from .import_tools import csv_file


@pytest.fixture(autouse=True)
def no_fields():
    """Nothing here needs a database."""
    with built_in_only():
        yield


HEADS = {
    "order": [
        "orderID customerID employeeID orderDate requiredDate shippedDate freight shipName productID unitPrice quantity discount",
        "Auftragsnr. Kundennummer Mitarbeiter Auftragsdatum Liefertermin Artikelnummer Einzelpreis Menge Rabatt",
        "ORDER_NUMBER Customer Order-Date Total Currency",
        "Bestellnummer Firma Datum Artikelbezeichnung Stückpreis Anzahl MwSt.",
    ],
    "company": ["customerID companyName contactName phone", "Kundennr Firmenname Ansprechpartner Straße PLZ Ort", "Name1 Firma"],
    "product": ["productID productName unitPrice", "Artikelnummer Bezeichnung Einheit Preis"],
    "person": ["employeeID lastName firstName title", "Personalnummer Nachname Vorname Abteilung"],
    "contact": ["lastName firstName companyName email", "Nachname Vorname Firma Telefon", "ContactID Surname EmployeeID"],
}
CASES = [(kind, heads.split(" ")) for kind, rows in HEADS.items() for heads in rows]


@pytest.mark.parametrize(("kind", "heads"), CASES)
def test_the_kind_is_recognised(kind, heads):
    assert guess_kind(heads).name == kind


@pytest.mark.parametrize("heads", [["a", "b"], ["city", "country"], ["lastname_of_dog"], [""]])
def test_a_header_that_tells_nothing_is_not_guessed(heads):
    assert guess_kind(heads) is None


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("Customer ID", "company_reference"),
        ("kunden_nummer", "company_reference"),
        ("EINZELPREIS", "unit_price"),
        ("Währung", "currency"),
        ("waehrung", "currency"),
        ("Verkäufer", "responsible"),
        ("Ship Postal-Code", "ship_postal_code"),
        ("MwSt.", "vat"),
        ("Fracht", "note"),
        ("Anything else", ""),
    ],
)
def test_case_blanks_underscores_and_umlauts_make_no_difference(head, key):
    assert guess_columns(KINDS["order"], [head]) == [key]


def test_a_field_goes_to_one_column_and_several_may_go_to_the_description():
    assert guess_columns(KINDS["company"], ["Name", "companyName", "Firma"]) == ["", "name", ""]
    assert guess_columns(KINDS["order"], ["Freight", "ShipVia"]) == ["note", "note"]


def _refused(folder, text, **decisions) -> str:
    with pytest.raises(Undecidable) as refused:
        decide_all(csv_file(folder, text), **decisions)
    return " ".join(str(problem.sentence) for problem in refused.value.problems)


def test_a_needed_field_without_column_is_named(tmp_path):
    assert "“Last name”" in _refused(tmp_path, "Vorname,Ort\nJörg,Ulm\n", kind=KINDS["contact"])


def test_line_items_without_product_are_named(tmp_path):
    assert "need a product" in _refused(tmp_path, "OrderID,Quantity\n1,2\n")


def test_a_correction_takes_the_field_from_the_guessed_column(tmp_path):
    path = csv_file(tmp_path, "CompanyName,Trade name\nA,B\n")

    source = decide_all(path, chosen={"Trade name": "name"})

    assert source.columns == ["", "name"]


def test_corrections_name_columns_and_fields_that_exist(tmp_path):
    text = "CompanyName,City\nA,Ulm\n"
    assert "no column “Town”" in _refused(tmp_path, text, chosen={"Town": "city"})
    assert "no field “shoe”" in _refused(tmp_path, text, chosen={"City": "shoe"})


def _options(folder, text: str, **given) -> dict:
    return decide_all(csv_file(folder, text), options=given).options


ORDER = "OrderID;OrderDate;Amount\n{}\n"


@pytest.mark.parametrize(
    ("amounts", "decimal"),
    [
        (["1.234,56"], "comma"),
        (["1,234.56"], "point"),
        (["12,5"], "comma"),
        (["1.234.567"], "comma"),
        (["1,234", "0.5"], "point"),
        (["1.234", "7,25"], "comma"),
        (["0.125"], "point"),
        (["12", "7"], "point"),
    ],
)
def test_the_decimal_sign_is_recognised(amounts, decimal, tmp_path):
    rows = "\n".join(f"{number};2026-01-31;{amount}" for number, amount in enumerate(amounts))
    assert _options(tmp_path, ORDER.format(rows))["decimal"] == decimal


@pytest.mark.parametrize("amounts", [["1.234"], ["1,234"], ["1,234", "12"], ["12,5", "12.5"]])
def test_an_open_decimal_sign_is_asked_for(amounts, tmp_path):
    rows = "\n".join(f"{number};2026-01-31;{amount}" for number, amount in enumerate(amounts))
    assert "decimal" in _refused(tmp_path, ORDER.format(rows))
    assert _options(tmp_path, ORDER.format(rows), decimal="comma")["decimal"] == "comma"


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["31/12/2026", "01/02/2026"], "dmy"),
        (["12/31/2026", "01/02/2026"], "mdy"),
        (["01.02.2026"], "dmy"),
        (["05/05/2026"], "dmy"),
    ],
)
def test_the_order_of_dates_is_recognised(days, order, tmp_path):
    rows = "\n".join(f"{number};{day};1" for number, day in enumerate(days))
    assert _options(tmp_path, ORDER.format(rows))["dates"] == order


@pytest.mark.parametrize("days", [["01/02/2026"], ["31/12/2026", "12/31/2026"]])
def test_ambiguous_dates_are_asked_for(days, tmp_path):
    rows = "\n".join(f"{number};{day};1" for number, day in enumerate(days))
    assert _refused(tmp_path, ORDER.format(rows))


@pytest.mark.parametrize(
    ("discounts", "rule"),
    [
        (["0", "0.15", "0.05"], "share"),
        (["0.5", "1"], "share"),
        (["0", "15"], "percent"),
        (["0.5", "2.5"], "percent"),
        (["15%", "0"], "percent"),
        (["0", "0"], "percent"),
    ],
)
def test_discounts_are_read_by_the_rule_of_their_column(discounts, rule, tmp_path):
    rows = "\n".join(f"{number},P,2,{discount}" for number, discount in enumerate(discounts))
    assert _options(tmp_path, f"OrderID,ProductID,UnitPrice,Discount\n{rows}\n")["discount"] == rule


def test_a_discount_of_one_is_asked_for(tmp_path):
    text = "OrderID,ProductID,UnitPrice,Discount\n1,P,2,1\n2,P,2,0\n"
    assert "one per cent or the whole price" in _refused(tmp_path, text)


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [("2026-01-02 13:45:00", True), ("02.01.2026 13:45", True), ("2026-01-02T00:00:00.000", False), ("2026-01-02", False)],
)
def test_a_time_of_day_that_is_left_out_is_told(cell, is_told, tmp_path):
    source = decide_all(csv_file(tmp_path, f"OrderID,OrderDate\n1,{cell}\n"))

    assert source.timeless == (("OrderDate",) if is_told else ())
