"""Responsible persons, who cannot sign in, and products."""

from decimal import Decimal

import pytest

from crm_merge.access.models import Department, User
from orders.importing.source import Stopped
from orders.models import Product
from tests.orders.factories import make_product, make_user

from .import_tools import everything, imported

pytestmark = pytest.mark.django_db

PEOPLE = "EmployeeID,LastName,FirstName,Notes\n1,Davolio,Nancy,x\n2,Fuller,Andrew,y\n3,Müller,Jörg,z\n"
PRODUCTS = "ProductID,ProductName,QuantityPerUnit,UnitPrice,Discontinued\n1,Chai,10 boxes,18,1\n2,Käse,1 kg,21.35,0\n"


def test_people_cannot_sign_in_and_have_no_role(tmp_path):
    imported(tmp_path, PEOPLE)

    nancy = User.objects.get(reference="1")
    assert (nancy.username, str(nancy), nancy.has_usable_password()) == ("nancy.davolio", "Nancy Davolio", False)
    assert (nancy.roles.count(), nancy.is_staff, nancy.is_superuser, nancy.is_active) == (0, False, False, True)
    assert User.objects.get(reference="3").username == "joerg.mueller"


def test_who_was_made_is_in_the_history(tmp_path, admin):
    operation = imported(tmp_path, PEOPLE, by=admin).operation

    assert operation.details["people"][0] == ["nancy.davolio", "Nancy Davolio", "new"]


def test_people_are_found_by_number_then_by_name(tmp_path):
    by_number = make_user("n", first_name="N.", last_name="D.", reference="1")
    by_name = make_user("a", first_name="Andrew", last_name="Fuller")

    result = imported(tmp_path, PEOPLE)

    assert result.actions() == ["update", "update", "create"]
    by_number.refresh_from_db()
    by_name.refresh_from_db()
    assert (by_number.last_name, by_name.reference) == ("Davolio", "2")
    assert by_name.check_password("demo")


def test_a_namesake_with_another_number_is_somebody_else(tmp_path):
    make_user("nancy.davolio", first_name="Nancy", last_name="Davolio", reference="77")

    imported(tmp_path, PEOPLE)

    assert User.objects.get(reference="1").username == "nancy.davolio2"


def test_importing_people_again_changes_nothing(tmp_path):
    imported(tmp_path, PEOPLE)
    before = everything()

    assert imported(tmp_path, PEOPLE).actions() == ["skip"] * 3
    assert everything() == before


def test_departments_have_to_be_there(tmp_path):
    Department.objects.create(name="Vertrieb Süd")
    text = "Personalnummer;Nachname;Vorname;Abteilung\n1;Groß;Eva;vertrieb süd\n2;Klein;Bo;Nirgends\n"

    result = imported(tmp_path, text)

    assert result.actions() == ["create", "refuse"]
    assert User.objects.get(reference="1").department.name == "Vertrieb Süd"


def test_products_are_imported_and_updated(tmp_path):
    make_product("2", name="Alt", unit_price=Decimal(1))

    result = imported(tmp_path, PRODUCTS, options={"currency": "USD"})

    assert result.actions() == ["create", "update"]
    rows = Product.objects.order_by("number").values_list("name", "unit", "unit_price", "currency", "is_active")
    assert list(rows) == [
        ("Chai", "10 boxes", Decimal("18.0000"), "USD", False),
        ("Käse", "1 kg", Decimal("21.3500"), "EUR", True),
    ]
    assert Product.history.filter(number="2", change_set=result.operation, history_type="~").count() == 1


def test_importing_products_again_changes_nothing(tmp_path):
    imported(tmp_path, PRODUCTS)
    before = everything()

    assert imported(tmp_path, PRODUCTS).actions() == ["skip", "skip"]
    assert everything() == before


def test_a_negative_price_is_named(tmp_path):
    with pytest.raises(Stopped):
        imported(tmp_path, PRODUCTS.replace("21.35", "-1"))
