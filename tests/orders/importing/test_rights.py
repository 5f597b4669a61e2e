"""Rights are asked for every record at the moment of writing, and nothing tells of what one may not read."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm_merge.access.models import Grant, Role
from orders.importing.kinds import kinds_open_to
from orders.importing.planning import rights
from orders.models import Company, Contact, Order
from tests.orders.factories import make_company, make_user
from trash.services import move_to_trash

from .import_tools import COMPANIES, csv_file, imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def importer():
    """Imports, creates and edits what belongs to the department Nord; reads nothing else."""
    person = make_user("nord", department="Nord", first_name="Nora", last_name="Nord")
    role = Role.objects.create(name="Importer")
    for record_type in ("orders.order", "orders.contact", "orders.company"):
        for action in ("read", "create", "edit", "import"):
            Grant.objects.create(role=role, record_type=record_type, action=action, scope="department")
    person.roles.add(role)
    return person


@pytest.fixture
def stranger():
    return make_user("south", department="Süd", first_name="Sam", last_name="Süd")


def _take(person, action: str, record_type: str = "orders.company") -> None:
    Grant.objects.filter(role__people=person, action=action, record_type=record_type).delete()


def test_imported_records_belong_to_the_person_who_imports(tmp_path, importer):
    imported(tmp_path, COMPANIES, by=importer)

    assert {company.responsible for company in Company.objects.all()} == {importer}
    assert {contact.responsible for contact in Contact.objects.all()} == {importer}


@pytest.mark.parametrize("action", ["import", "create"])
def test_creating_needs_both_rights(action, tmp_path, importer):
    _take(importer, action)

    result = imported(tmp_path, COMPANIES, by=importer)

    assert result.actions() == ["refuse", "refuse"]
    assert "Your roles" in result.said()
    assert not Company.objects.exists()


def test_records_of_others_are_not_created_outside_ones_scope(tmp_path, importer, stranger):
    make_user("colleague", department="Nord", first_name="Nils", last_name="Nord")
    text = "CustomerID,CompanyName,Owner\nA,One,Nils Nord\nB,Two,Sam Süd\n"

    result = imported(tmp_path, text, by=importer)

    assert result.actions() == ["create", "refuse"]
    assert "Sam Süd" in result.said(1)
    assert list(Company.objects.values_list("reference", flat=True)) == ["A"]


def test_updating_needs_edit_on_the_record_as_it_is_stored(tmp_path, importer, stranger):
    Grant.objects.filter(role__people=importer, action="read").update(scope="all")
    company = make_company("One", reference="A", responsible=stranger)

    result = imported(tmp_path, "CustomerID,CompanyName,Owner\nA,Mine,Nora Nord\n", by=importer)

    company.refresh_from_db()
    assert (result.actions(), company.name, company.responsible) == (["refuse"], "One", stranger)


def test_what_is_unchanged_needs_no_right_to_edit(tmp_path, importer, stranger):
    Grant.objects.filter(role__people=importer, action="read").update(scope="all")
    make_company("One", reference="A", responsible=stranger)

    assert imported(tmp_path, "CustomerID,CompanyName\nA,One\n", by=importer).actions() == ["skip"]


def test_an_unreadable_record_is_as_if_it_were_not_there(tmp_path, importer, stranger):
    hidden = make_company("Hidden", reference="A", responsible=stranger)

    result = imported(tmp_path, "CustomerID,CompanyName\nA,One\n", by=importer)

    hidden.refresh_from_db()
    assert (result.actions(), hidden.name, result.said()) == (["create"], "Hidden", "")
    assert Company.objects.filter(reference="A").count() == 2


def test_an_unreadable_record_in_the_trash_is_not_told_of(tmp_path, importer, stranger, admin):
    hidden = make_company("Hidden", reference="A", responsible=stranger)
    move_to_trash([hidden], by=admin)

    result = imported(tmp_path, "CustomerID,CompanyName\nA,One\n", by=importer)

    assert result.actions() == ["create"]


def test_orders_are_not_attached_to_an_unreadable_company(tmp_path, importer, stranger, stage):
    make_company("Hidden", reference="A", responsible=stranger)

    result = imported(tmp_path, "OrderID,CustomerID\n1,A\n", by=importer)

    assert (result.actions(), "There is no company" in result.said()) == (["refuse"], True)
    assert not Order.objects.exists()


def test_without_the_right_to_contacts_the_company_comes_alone_and_this_is_said(tmp_path, importer):
    _take(importer, "import", "orders.contact")

    result = imported(tmp_path, COMPANIES, by=importer)

    assert (result.actions(), Contact.objects.count()) == (["create", "create"], 0)
    assert "Without the contact Jörg Müller" in result.said(0)


def test_an_order_that_needs_a_new_company_needs_the_right_to_it(tmp_path, importer, stage):
    _take(importer, "create", "orders.company")

    result = imported(tmp_path, "OrderID,Customer\n1,Neu GmbH\n", by=importer)

    assert result.actions() == ["refuse"]
    assert not Company.objects.exists()
    assert not Order.objects.exists()


def test_people_need_the_right_to_manage_roles(tmp_path, importer, admin):
    text = "EmployeeID,LastName\n1,Davolio\n"

    assert imported(tmp_path, text, by=importer).actions() == ["refuse"]
    assert imported(tmp_path, text, by=admin).actions() == ["create"]


def test_products_need_the_right_to_import_orders(tmp_path, importer):
    text = "ProductID,ProductName\n1,Chai\n"
    assert imported(tmp_path, text, by=importer).actions() == ["create"]

    _take(importer, "import", "orders.order")

    assert imported(tmp_path, text.replace("Chai", "Tea"), by=importer).actions() == ["refuse"]


def test_rights_are_read_afresh_when_the_import_begins(tmp_path, importer):
    importer.has_perm("orders.import_company")  # grants are now known to this object
    Grant.objects.filter(role__people=importer).delete()

    assert imported(tmp_path, COMPANIES, by=importer).actions() == ["refuse", "refuse"]


def test_kinds_follow_the_rights(importer, admin):
    assert [kind.name for kind in kinds_open_to(importer)] == ["product", "company", "contact", "order"]
    assert [kind.name for kind in kinds_open_to(admin)] == ["person", "product", "company", "contact", "order"]
    assert kinds_open_to(make_user(role="sales", department="Nord")) == []


def test_the_command_imports_with_the_rights_of_a_person(tmp_path):
    make_user("seller", role="sales", department="Nord")
    path = csv_file(tmp_path, COMPANIES)

    with pytest.raises(CommandError, match="no role"):
        call_command("import_csv", path, by="seller", stdout=StringIO())
    with pytest.raises(CommandError, match="no active person"):
        call_command("import_csv", path, by="nobody", stdout=StringIO())
    assert not Company.objects.exists()


def test_a_switched_off_person_cannot_import(tmp_path, importer):
    type(importer).objects.filter(pk=importer.pk).update(is_active=False)

    assert imported(tmp_path, COMPANIES, by=importer).actions() == ["refuse", "refuse"]


def test_a_record_of_nobody_is_outside_every_narrower_scope(importer, admin):
    assert "without a responsible person" in str(rights.obstacle_to_create(importer, Company(name="x")))
    assert rights.obstacle_to_create(admin, Company(name="x")) is None
