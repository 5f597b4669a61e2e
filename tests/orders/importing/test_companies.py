"""Companies with contact person, phone, fax and address; contacts; what is in the trash or merged."""

import pytest

from orders.importing.planning.contact_persons import split_name
from orders.importing.planning.reaching import with_blocks
from orders.models import Company, Contact, Order
from tests.merging.merging_tools import merge
from tests.orders.factories import make_company, make_contact, make_contact_point, make_order
from trash.services import move_to_trash

from .import_tools import COMPANIES, everything, imported

pytestmark = pytest.mark.django_db


def _nord() -> Company:
    return Company.objects.get(reference="NORD")


def test_a_company_comes_with_contact_numbers_and_address(tmp_path):
    result = imported(tmp_path, COMPANIES)

    assert result.actions() == ["create", "create"]
    points = _nord().contactpoint_set.order_by("pk").values_list("kind", "label", "value", "normalised", "is_primary")
    assert list(points) == [
        ("phone", "work", "0221 555010", "+49221555010", True),
        ("phone", "fax", "0221 555011", "+49221555011", False),
    ]
    assert str(_nord().address_set.get()) == "Hafenstraße 1, 50667 Köln, Deutschland"
    contact = _nord().contacts.get()
    assert (contact.first_name, contact.last_name, contact.position, contact.source) == ("Jörg", "Müller", "Einkauf", "import")


def test_quotes_and_umlauts_survive_and_records_can_be_found(tmp_path):
    imported(tmp_path, COMPANIES)

    company = Company.objects.get(reference="HARB")
    assert company.name == 'Harbour "Blue" Ltd.'
    assert company.search_key == f'{company.display_number.lower()} harbour "blue" ltd. harb'
    assert _nord().sort_key == "nordlicht burobedarf"


def test_formula_signs_are_stored_as_they_are(tmp_path):
    imported(tmp_path, 'CompanyName,Description\n=1+1,"@cmd\n-2"\n')

    assert list(Company.objects.values_list("name", "description")) == [("=1+1", "@cmd\n-2")]


def test_importing_again_changes_nothing(tmp_path):
    imported(tmp_path, COMPANIES)
    before = everything()

    result = imported(tmp_path, COMPANIES)

    assert result.actions() == ["skip", "skip"]
    assert everything() == before


def test_what_differs_is_updated_and_what_is_new_is_added(tmp_path):
    imported(tmp_path, COMPANIES)
    number, version = _nord().number, _nord().version

    changed = COMPANIES.replace("Nordlicht Bürobedarf", "Nordlicht AG").replace("0221 555010", "0221 777777")
    result = imported(tmp_path, changed.replace("Jörg Müller", "Eva Groß"))

    assert result.actions() == ["update", "skip"]
    company = _nord()
    assert (company.name, company.number, company.version) == ("Nordlicht AG", number, version + 1)
    phones = company.contactpoint_set.order_by("pk").values_list("value", "is_primary")
    assert list(phones) == [("0221 555010", True), ("0221 555011", False), ("0221 777777", False)]
    assert {contact.title_text for contact in company.contacts.all()} == {"Jörg Müller", "Eva Groß"}
    assert "Name: Nordlicht Bürobedarf → Nordlicht AG" in result.said(0)


def test_another_spelling_of_a_phone_number_is_not_added(tmp_path):
    imported(tmp_path, COMPANIES)

    result = imported(tmp_path, COMPANIES.replace("0221 555010", "+49 (0)221 / 555-010"))

    assert result.actions() == ["skip", "skip"]


def test_a_new_position_of_the_contact_is_an_update(tmp_path):
    imported(tmp_path, COMPANIES)

    result = imported(tmp_path, COMPANIES.replace("Einkauf", "Leitung Einkauf"))

    assert result.actions() == ["update", "skip"]
    assert _nord().contacts.get().position == "Leitung Einkauf"


def test_empty_cells_leave_what_is_there(tmp_path):
    imported(tmp_path, COMPANIES)

    result = imported(tmp_path, "CustomerID,CompanyName,Rechtsform,Fax\nNORD,Nordlicht Bürobedarf,,\n")

    assert result.actions() == ["skip"]


def test_companies_without_number_are_found_by_name(tmp_path):
    text = "CompanyName,City\nMüller AG,Ulm\nMÜLLER AG,Ulm\n"

    first = imported(tmp_path, text)
    again = imported(tmp_path, text)

    assert Company.objects.filter(name__iexact="müller ag").count() == 1
    assert first.actions()[0] == "create"
    assert set(again.actions()) <= {"skip", "update"}


def test_a_number_that_comes_twice_is_refused_the_second_time(tmp_path):
    result = imported(tmp_path, "CustomerID,CompanyName\nA,One\nA,One\nA,Two\n")

    assert result.actions() == ["create", "skip", "refuse"]
    assert "line 2" in result.said(2)
    assert Company.objects.get(reference="A").name == "One"


def test_a_number_of_two_live_companies_is_refused(tmp_path):
    make_company("One", reference="A")
    make_company("Two", reference="A")

    result = imported(tmp_path, "CustomerID,CompanyName\nA,Three\n")

    assert (result.actions(), "Merge them first" in result.said()) == (["refuse"], True)


def test_a_trashed_company_is_neither_brought_back_nor_attached_to(tmp_path, admin, stage):
    company = make_company("Old", reference="OLD")
    move_to_trash([company], by=admin)
    before = everything()

    row = imported(tmp_path, "CustomerID,CompanyName\nOLD,New\n")
    order = imported(tmp_path, "OrderID,CustomerID\n1,OLD\n")

    assert (row.actions(), order.actions()) == (["refuse"], ["refuse"])
    assert "is in the trash" in row.said()
    assert "is in the trash" in order.said()
    assert everything() == before


def test_a_merged_company_leads_to_the_primary_and_is_not_written_onto_it(tmp_path, admin, stage):
    primary, other = make_company("Primary", reference="P"), make_company("Other", reference="O")
    merge([primary, other], by=admin)

    row = imported(tmp_path, "CustomerID,CompanyName\nO,Overwritten\n")
    imported(tmp_path, "OrderID,CustomerID\n1,O\n")

    primary.refresh_from_db()
    assert (row.actions(), primary.name) == (["skip"], "Primary")
    assert primary.label in row.said()
    assert Order.objects.get(reference="1").company == primary


def test_a_contact_person_in_the_trash_stays_there(tmp_path, admin):
    imported(tmp_path, COMPANIES)
    move_to_trash([_nord().contacts.get()], by=admin)

    result = imported(tmp_path, COMPANIES)

    assert (result.actions()[0], "stays there" in result.said(0)) == ("skip", True)
    assert _nord().contacts.live().count() == 0


def test_a_phone_that_was_added_by_hand_stays_preferred(tmp_path):
    company = make_company("Nordlicht Bürobedarf", reference="NORD")
    make_contact_point(company, "+49 171 1", is_primary=True)

    imported(tmp_path, COMPANIES)

    assert list(company.contactpoint_set.filter(is_primary=True).values_list("value", flat=True)) == ["+49 171 1"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Maria Anders", ("Maria", "Anders")),
        ("Anders, Maria", ("Maria", "Anders")),
        ("José Pedro Freyre", ("José Pedro", "Freyre")),
        ("Cher", ("", "Cher")),
    ],
)
def test_names_are_split(name, parts):
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("text", "blocks", "result"),
    [
        ("", ["Freight: 1"], "Freight: 1"),
        ("By hand.", ["Freight: 1", "ShipVia: 2"], "By hand.\nFreight: 1\nShipVia: 2"),
        ("Freight: 1\nBy hand.", ["Freight: 2"], "Freight: 2\nBy hand."),
        ("Freight: 1", ["Freight: 1"], "Freight: 1"),
        ("Note: a", ["Note: b\nc"], "Note: a\nNote: b\nc"),
    ],
)
def test_descriptions_keep_what_people_wrote(text, blocks, result):
    assert with_blocks(text, blocks) == result
    assert with_blocks(result, blocks) == result


CONTACTS = """\
ContactID,Anrede,Vorname,Nachname,Firma,E-Mail,Mobil,Geburtstag,Ort
K1,Frau,Eva,Groß,Nordlicht Bürobedarf,eva@example.com,0171 5550,01.02.1980,Köln
K2,Herr,Bo,Klein,Neue Firma,,,,
"""


def test_contacts_come_with_their_company(tmp_path):
    imported(tmp_path, COMPANIES)

    result = imported(tmp_path, CONTACTS)
    again = imported(tmp_path, CONTACTS)

    eva = Contact.objects.get(reference="K1")
    assert (eva.company, eva.salutation, eva.birthday.isoformat()) == (_nord(), "Frau", "1980-02-01")
    assert set(eva.contactpoint_set.values_list("kind", "label")) == {("email", "work"), ("phone", "mobile")}
    assert Contact.objects.get(reference="K2").company.name == "Neue Firma"
    assert (result.actions(), again.actions()) == (["create", "create"], ["skip", "skip"])


def test_contacts_without_number_are_found_by_name_and_company(tmp_path):
    text = "Vorname,Nachname,Firma\nEva,Groß,Eins\nEva,Groß,Zwei\n"

    imported(tmp_path, text)
    again = imported(tmp_path, text)

    assert Contact.objects.filter(last_name="Groß").count() == 2
    assert again.actions() == ["skip", "skip"]


def test_a_contact_that_fits_twice_is_refused(tmp_path):
    make_contact("Groß", first_name="Eva")
    make_contact("Groß", first_name="Eva")

    assert imported(tmp_path, "Vorname,Nachname\nEva,Groß\n").actions() == ["refuse"]


def test_a_trashed_order_is_refused(tmp_path, admin, stage):
    order = make_order(reference="7001")
    move_to_trash([order], by=admin)

    result = imported(tmp_path, "OrderID,Title\n7001,Again\n")

    assert (result.actions(), order.label in result.said()) == (["refuse"], True)
    assert Order.objects.filter(reference="7001").count() == 1
