"""By which key a row finds what is there, and what happens with it: updated, left alone, created anyway; empty cells."""

import pytest

from orders.importing.deciding import Undecidable
from orders.models import Company, Contact, Order
from tests.merging.merging_tools import merge
from tests.orders.factories import make_company, make_contact, make_contact_point, make_order
from trash.services import move_to_trash

from .import_tools import imported, planned

pytestmark = pytest.mark.django_db


def options(**chosen):
    return {"options": chosen}


def test_by_the_number_in_this_crm(tmp_path, admin):
    company, other = make_company("Old name", reference="X"), make_company("Other")
    file = f"Number;Name\nU-{company.number};New name\n{other.number};Other\n;Brand new\n"

    result = imported(tmp_path, file, by=admin, kind="company", chosen={"Number": "number"}, **options(match="number"))

    assert result.actions() == ["update", "skip", "create"]
    assert "Name: Old name → New name" in result.said(0)
    company.refresh_from_db()
    assert (company.name, company.reference, Company.objects.count()) == ("New name", "X", 3)


def test_a_number_that_leads_nowhere_is_refused_not_created(tmp_path, admin):
    file = "Number;Name\nU-999999;New\n"

    result = imported(tmp_path, file, by=admin, kind="company", chosen={"Number": "number"}, **options(match="number"))

    assert result.actions() == ["refuse"]
    assert "There is no record with the number U-999999." in result.said()


def test_orders_by_number_need_no_external_number(tmp_path, admin):
    order = make_order("Old")
    file = f"Number;Title;Amount\n{order.display_number};New;12.50\n"

    result = imported(tmp_path, file, by=admin, kind="order", chosen={"Number": "number"}, **options(match="number"))

    assert result.actions() == ["update"]
    order.refresh_from_db()
    assert (order.title, str(order.amount)) == ("New", "12.50")


def test_by_e_mail_in_any_spelling(tmp_path, admin):
    contact = make_contact("Müller")
    make_contact_point(contact, "Joerg@Example.com", kind="email")
    make_contact_point(contact, "joerg@example.org", kind="email")
    file = "Nachname;E-Mail;Position\nMüller;joerg@example.COM;Einkauf\nSchmidt;neu@example.com;\n"

    result = imported(tmp_path, file, by=admin, kind="contact", **options(match="email"))

    assert result.actions() == ["update", "create"]
    contact.refresh_from_db()
    assert (contact.position, contact.contactpoint_set.count()) == ("Einkauf", 2)


def test_by_vat_number(tmp_path, admin):
    company = make_company("Alt", vat_number="DE123456789")

    result = imported(tmp_path, "Name;USt-IdNr\nNeu;DE123456789\n", by=admin, kind="company", **options(match="vat_number"))

    assert result.actions() == ["update"]
    assert Company.objects.get().pk == company.pk


def test_a_key_that_fits_several_is_refused_and_the_trash_is_not_written(tmp_path, admin):
    for _place in range(2):
        make_company(vat_number="DE1")
    trashed = make_company(vat_number="DE2")
    move_to_trash([trashed], by=admin)
    file = "Name;USt-IdNr\nA;DE1\nB;DE2\n"

    result = imported(tmp_path, file, by=admin, kind="company", **options(match="vat_number"))

    assert result.actions() == ["refuse", "refuse"]
    assert "fits more than one record" in result.said(0)
    assert "is in the trash" in result.said(1)


def test_a_merged_number_is_decided_where_it_went(tmp_path, admin):
    primary, merged = make_company("Primary"), make_company("Merged")
    merge([primary, merged], by=admin)

    file = f"Number;Name\nU-{merged.number};New\n"
    result = imported(tmp_path, file, by=admin, kind="company", chosen={"Number": "number"}, **options(match="number"))

    assert result.actions() == ["skip"]
    assert "It was merged into" in result.said()


def test_the_same_key_twice_in_a_file(tmp_path, admin):
    file = "Nachname;E-Mail\nA;a@example.com\nA;a@example.com\nB;a@example.com\n"

    result = imported(tmp_path, file, by=admin, kind="contact", **options(match="email"))

    assert result.actions() == ["create", "skip", "refuse"]
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("writes", [True, False])
def test_what_is_there_is_left_alone(tmp_path, admin, writes):
    make_company("Old", reference="R1")
    file = "Externe Nummer;Name\nR1;New\nR2;Other\n"

    run = imported if writes else planned
    result = run(tmp_path, file, by=admin, kind="company", **options(existing="leave"))

    assert result.actions() == ["skip", "create"]
    assert "stays as it is" in result.said()
    assert Company.objects.get(reference="R1").name == "Old"


def test_what_is_there_is_created_once_more_if_that_is_wanted(tmp_path, admin):
    make_company("Old", reference="R1")

    result = imported(tmp_path, "Externe Nummer;Name\nR1;Old\n", by=admin, kind="company", **options(existing="create"))

    assert result.actions() == ["create"]
    assert Company.objects.filter(reference="R1").count() == 2


@pytest.mark.parametrize("empty", ["", "keep", "clear"])
def test_empty_cells_overwrite_only_if_that_was_decided(tmp_path, admin, empty):
    company = make_company("Nordlicht", reference="R1", industry="Handel", responsible=admin)
    make_contact_point(company, "0221 1")
    contact = make_contact("Müller", reference="C1", company=company, position="Chef", first_name="Jörg")

    file = "Externe Nummer;Name;Branche;Verantwortlich;Telefon\nR1;Nordlicht;;;\n"
    imported(tmp_path, file, by=admin, kind="company", chosen={"Verantwortlich": "responsible"}, **options(empty=empty))
    file = "Externe Nummer;Vorname;Nachname;Position;Firma\nC1;;Müller;;\n"
    imported(tmp_path, file, by=admin, kind="contact", **options(empty=empty))

    company.refresh_from_db()
    contact.refresh_from_db()
    kept = empty != "clear"
    assert company.industry == ("Handel" if kept else "")
    assert company.responsible == (admin if kept else None)
    assert company.contactpoint_set.count() == 1
    assert (contact.position, contact.first_name) == (("Chef", "Jörg") if kept else ("", ""))
    assert contact.company == (company if kept else None)


def test_a_key_without_its_column_is_asked_for(tmp_path, admin):
    with pytest.raises(Undecidable) as asked:
        imported(tmp_path, "Name;Ort\nA;Kiel\n", by=admin, kind="company", **options(match="vat_number"))

    assert "choose the column that holds it" in str(asked.value.problems[0].sentence)


def test_the_check_says_exactly_what_the_import_does(tmp_path, admin):
    make_company("Old", reference="R1", industry="Handel")
    make_order()
    file = "Externe Nummer;Name;Branche\nR1;New;\nR2;Other;Bau\n"

    before = planned(tmp_path, file, by=admin, kind="company", **options(empty="clear"))
    done = imported(tmp_path, file, by=admin, kind="company", **options(empty="clear"))

    assert before.actions() == done.actions() == ["update", "create"]
    assert [before.said(place) for place in range(2)] == [done.said(place) for place in range(2)]
    assert "Industry: Handel → –" in done.said(0)
    assert Order.objects.count() == 1
