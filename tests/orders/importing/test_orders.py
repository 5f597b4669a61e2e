"""Orders with one row per line item: grouped, exact, repeatable."""

from datetime import date
from decimal import Decimal

import pytest

from crm_merge.audit.services import change_set
from orders.models import Address, Company, Order, OrderLine, Product
from tests.orders.factories import make_company, make_line, make_order, make_product, make_stage, make_user

from .import_tools import COMPANIES, ORDERS, everything, imported, planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def companies(tmp_path, stage):
    imported(tmp_path, COMPANIES)


def _order(reference: str = "7001") -> Order:
    return Order.objects.get(reference=reference)


def test_rows_of_one_order_become_one_order_with_its_lines(tmp_path):
    result = imported(tmp_path, ORDERS)

    assert [outcome.lines for outcome in result.outcomes] == [[2, 3], [4]]
    assert result.actions() == ["create", "create"]
    order = _order()
    assert (order.company.reference, order.begins_on) == ("NORD", date(2026, 3, 1))
    lines = order.lines.order_by("position").values_list("position", "product__number", "quantity", "unit_price", "discount")
    assert list(lines) == [
        (1, "11", Decimal("12.000"), Decimal("14.0000"), Decimal("0.00")),
        (2, "12", Decimal("10.000"), Decimal("9.8000"), Decimal("15.00")),
    ]


def test_amounts_are_the_exact_sum_of_the_lines(tmp_path):
    imported(tmp_path, ORDERS)

    assert (_order().amount, _order().amount_from_lines) == (Decimal("251.30"), True)
    assert _order("7002").amount == Decimal("13.30")


def test_freight_and_delivery_are_kept(tmp_path):
    imported(tmp_path, ORDERS)

    assert _order().description == "Freight: 4.50"
    address = _order().address_set.get()
    assert (address.kind, address.recipient, address.city) == (Address.Kind.SHIPPING, "Lager Köln", "Köln")


def test_products_that_are_not_there_are_made_once(tmp_path):
    result = imported(tmp_path, ORDERS)

    assert list(Product.objects.order_by("number").values_list("number", "name", "unit_price")) == [
        ("11", "Stuhl", Decimal("14.0000")),
        ("12", "Tisch", Decimal("9.8000")),
    ]
    assert "New product: 11 Stuhl" in result.said(0)
    assert "New product" not in result.said(1)


def test_rows_of_an_order_may_stand_apart(tmp_path):
    head, first, second, third = ORDERS.splitlines()

    result = imported(tmp_path, "\n".join([head, first, third, second]))

    assert sorted(outcome.lines for outcome in result.outcomes) == [[2, 4], [3]]
    assert _order().lines.count() == 2


def test_importing_again_changes_nothing(tmp_path):
    imported(tmp_path, ORDERS)
    before = everything()

    result = imported(tmp_path, ORDERS)

    assert result.actions() == ["skip", "skip"]
    assert everything() == before


def test_what_differs_is_updated_through_the_history(tmp_path):
    imported(tmp_path, ORDERS)
    version = _order().version

    result = imported(tmp_path, ORDERS.replace("9.80,10,0.15", "9.80,20,0.15").replace("4.50", "5.00"))

    assert result.actions() == ["update", "skip"]
    order = _order()
    assert (order.amount, order.version, order.description) == (Decimal("334.60"), version + 1, "Freight: 5.00")
    assert order.lines.count() == 2
    said = result.said(0)
    assert "Quantity: 10.000 → 20" in said
    assert "Amount: €251.30 → €334.60" in said
    newest = OrderLine.history.filter(order_id=order.pk).latest("history_id")
    assert (newest.history_type, newest.quantity, newest.change_set) == ("~", Decimal("20.000"), result.operation)


def test_lines_that_are_only_in_the_crm_stay_and_count(tmp_path):
    imported(tmp_path, ORDERS)
    by_hand = make_line(_order(), name="Aufbau", unit_price=Decimal(100), quantity=Decimal(1), position=9)

    same = imported(tmp_path, ORDERS)
    more = imported(tmp_path, ORDERS + "7002,HARB,2026-03-02,,Dock 3,London,12,Tisch,9.80,1,0\n")

    assert OrderLine.objects.filter(pk=by_hand.pk).exists()
    assert "not in the file and stay: 1" in same.said(0)
    assert _order("7002").lines.count() == 2
    assert "New line item: Tisch" in more.said(1)


def test_columns_of_the_order_must_agree_within_its_rows(tmp_path):
    text = ORDERS.replace("7001,NORD,2026-03-01,4.50,Lager Köln,Köln,12", "7001,NORD,2026-03-05,4.50,Lager Köln,Köln,12")

    outcome = planned(tmp_path, text).outcomes[0]

    assert (outcome.action, outcome.lines) == ("error", [3])
    assert "“OrderDate” differs from line 2" in str(outcome.says[0])


def test_an_order_without_line_columns_stands_on_one_row(tmp_path):
    outcomes = planned(tmp_path, "OrderID,Customer\n1,Nordlicht Bürobedarf\n1,Nordlicht Bürobedarf\n").outcomes

    assert [(outcome.action, outcome.lines) for outcome in outcomes] == [("error", [3])]


def test_an_amount_without_lines_is_entered_by_hand(tmp_path):
    imported(tmp_path, "Auftragsnummer;Betrag;Währung\n8001;1.234,56;chf\n")

    order = _order("8001")
    assert (order.amount, order.currency, order.amount_from_lines) == (Decimal("1234.56"), "CHF", False)


def test_a_german_file_in_windows_encoding_with_german_numbers(tmp_path):
    text = (
        "Auftragsnummer;Firma;Auftragsdatum;Artikelnummer;Artikel;Einzelpreis;Menge;Rabatt;MwSt\r\n"
        "8001;Müller & Söhne;04.07.2026;A1;Bürostuhl „Öko“;1.234,50;2,5;10;19\r\n"
    )

    imported(tmp_path, text.encode("cp1252"))

    line = _order("8001").lines.get()
    values = (line.name, line.unit_price, line.quantity, line.discount, line.vat)
    assert values == ("Bürostuhl „Öko“", Decimal("1234.50"), Decimal("2.5"), Decimal(10), Decimal(19))
    assert (_order("8001").company.name, _order("8001").begins_on) == ("Müller & Söhne", date(2026, 7, 4))


def test_an_unknown_company_number_is_refused_a_name_makes_the_company_once(tmp_path):
    refused = imported(tmp_path, "OrderID,CustomerID\n1,NOBODY\n")
    made = imported(tmp_path, "OrderID,CustomerID,CompanyName\n2,NEW,Neu GmbH\n3,NEW,Neu GmbH\n")

    assert (refused.actions(), "“NOBODY”" in refused.said()) == (["refuse"], True)
    assert not Order.objects.filter(reference="1").exists()
    assert made.actions() == ["create", "create"]
    assert Company.objects.filter(reference="NEW").count() == 1
    assert _order("2").company == _order("3").company


def test_names_find_companies_in_any_spelling(tmp_path):
    imported(tmp_path, "OrderID,Customer\n1,nordlicht BUEROBEDARF\n")

    assert _order("1").company.reference == "NORD"


def test_two_companies_of_one_name_are_not_chosen_between(tmp_path):
    make_company("Nordlicht Bürobedarf")

    result = imported(tmp_path, "OrderID,Customer\n1,Nordlicht Bürobedarf\n")

    assert (result.actions(), "more than one record" in result.said()) == (["refuse"], True)


def test_responsible_persons_are_found_by_number_user_name_and_name(tmp_path):
    numbered = make_user("nd", first_name="Nancy", last_name="Davolio", reference="5")
    named = make_user("af", first_name="Andrew", last_name="Fuller")

    imported(tmp_path, 'OrderID,EmployeeID\n1,5\n2,Andrew Fuller\n3,"Fuller, Andrew"\n4,AF\n')

    people = [_order(number).responsible for number in "1234"]
    assert people == [numbered, named, named, named]


def test_an_unknown_responsible_person_or_stage_is_refused(tmp_path):
    result = imported(tmp_path, "OrderID,EmployeeID,Status\n1,77,\n2,,Nirgends\n")

    assert result.actions() == ["refuse", "refuse"]
    assert ("“77”" in result.said(0), "“Nirgends”" in result.said(1)) == (True, True)


def test_stages_are_named_in_either_language_and_chosen_for_new_orders(tmp_path):
    make_stage("won", name_de="Gewonnen")

    imported(tmp_path, "OrderID,Status\n1,gewonnen\n2,\n", options={"stage": "new"})

    assert [_order(number).stage.key for number in "12"] == ["won", "new"]


def test_products_are_found_by_name_and_two_of_a_name_are_not_chosen_between(tmp_path):
    chair = make_product("S-1", name="Stuhl Öko")
    make_product("T-1", name="Tisch")
    make_product("T-2", name="tisch")

    result = imported(tmp_path, "OrderID,Artikel,Menge\n1,STUHL ÖKO,2\n2,Tisch,1\n")

    assert result.actions() == ["create", "refuse"]
    assert _order("1").lines.get().product == chair
    assert _order("1").amount == chair.unit_price * 2


def test_a_new_product_without_price_is_refused(tmp_path):
    result = imported(tmp_path, "OrderID,ProductID,Quantity\n1,99,2\n")

    assert (result.actions(), "no unit price" in result.said()) == (["refuse"], True)
    assert not Product.objects.exists()


def test_bystanders_stay_as_they_are(tmp_path):
    other = make_order("Other", reference="9999")
    line = make_line(other)
    before = (Order.objects.filter(pk=other.pk).values().get(), OrderLine.objects.filter(pk=line.pk).values().get())

    imported(tmp_path, ORDERS)
    imported(tmp_path, ORDERS.replace("14.00", "15.00"))

    after = (Order.objects.filter(pk=other.pk).values().get(), OrderLine.objects.filter(pk=line.pk).values().get())
    assert after == before


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    before = everything()
    plan = planned(tmp_path, ORDERS)
    assert everything() == before

    done = imported(tmp_path, ORDERS)

    assert (plan.actions(), [plan.said(0), plan.said(1)]) == (done.actions(), [done.said(0), done.said(1)])
    assert (plan.summary.new, plan.summary.changed) == (done.summary.new, done.summary.changed)


def test_a_dry_run_uses_up_no_numbers(tmp_path):
    first = make_order()

    planned(tmp_path, ORDERS)

    assert make_order().number == first.number + 1


def test_a_form_opened_before_the_import_is_stale_after_it(tmp_path):
    imported(tmp_path, ORDERS)
    order = _order()

    imported(tmp_path, ORDERS.replace("Lager Köln", "Lager Deutz"))

    assert _order().version == order.version + 1


def test_the_amount_of_an_order_that_was_entered_by_hand_stays(tmp_path):
    imported(tmp_path, ORDERS)
    order = _order()
    with change_set("changed", by=None):
        order.amount, order.amount_from_lines = Decimal("1.00"), False
        order.save()

    imported(tmp_path, ORDERS.replace("4.50", "4.60"))

    assert _order().amount == Decimal("1.00")


NAMED = "Auftragsnummer;Titel;Stufe;Betrag\n9001;Ohne Betrag;won;\n9002;Mit Betrag;won;12,50\n"


@pytest.mark.parametrize("run", [planned, imported])
def test_a_row_that_lacks_what_its_stage_needs_is_refused_with_the_sentence(tmp_path, stage, run):
    won = make_stage("won")
    with change_set("settings_changed", by=None, source="command"):
        won.required_fields = ["amount"]
        won.save()

    result = run(tmp_path, NAMED.encode())

    assert result.actions() == ["refuse", "create"]
    assert [str(sentence) for sentence in result.outcomes[0].says] == ["Stage “Won” needs: Amount."]
    assert Order.objects.filter(reference="9001").count() == 0
