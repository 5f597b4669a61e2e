"""``manage.py import_csv``: several files, one transaction, in the order in which they build on each other."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm_merge.audit.models import ChangeSet
from orders.models import Company, Order
from tests.orders.factories import make_stage

from .import_tools import COMPANIES, ORDERS, csv_file, everything

pytestmark = pytest.mark.django_db

PEOPLE = "EmployeeID,LastName,FirstName,PhotoPath\n5,Buchanan,Steven,x\n"
PRODUCTS = "ProductID,ProductName\n11,Stuhl\n12,Tisch\n"


@pytest.fixture
def files(tmp_path):
    make_stage()
    orders = ORDERS.replace("CustomerID,", "CustomerID,EmployeeID,").replace("NORD,", "NORD,5,").replace("HARB,", "HARB,5,")
    return [
        csv_file(tmp_path, orders, "orders.csv"),
        csv_file(tmp_path, COMPANIES, "customers.csv"),
        csv_file(tmp_path, PRODUCTS, "products.csv"),
        csv_file(tmp_path, PEOPLE, "employees.csv"),
    ]


def _run(*files, **options) -> str:
    told = StringIO()
    call_command("import_csv", *files, stdout=told, stderr=told, **options)
    return told.getvalue()


def test_files_are_imported_in_the_order_in_which_they_build_on_each_other(files):
    told = _run(*files)

    assert [line.split(" (")[0] for line in told.splitlines() if ".csv (" in line] == [
        "employees.csv",
        "products.csv",
        "customers.csv",
        "orders.csv",
    ]
    order = Order.objects.get(reference="7001")
    assert (order.responsible.reference, order.company.reference, order.lines.count()) == ("5", "NORD", 2)


def test_columns_that_are_not_imported_are_named(files):
    assert "not imported: PhotoPath" in _run(*files)


def test_a_dry_run_of_several_files_sees_what_earlier_ones_would_make(files):
    before = everything()

    told = _run(*files, dry_run=True)

    assert everything() == before
    assert "orders.csv (Orders): 2 new" in told
    assert "refused" not in told


def test_a_repeated_import_says_unchanged_and_writes_nothing(files):
    _run(*files)
    before = everything()

    told = _run(*files)

    assert told.count("unchanged") == 4
    assert everything() == before


def test_refused_rows_are_told_with_their_lines(files):
    told = _run(files[0], files[2], files[3])

    assert "orders.csv, line 2" in told
    assert "2 refused" in told
    assert Company.objects.count() == 0


def test_each_file_is_an_operation_of_the_command(files, admin):
    _run(*files, by="chief")

    found = ChangeSet.objects.filter(kind="imported").order_by("pk").values_list("source", "by_name", "details__file")
    assert list(found) == [("command", str(admin), f"{name}.csv") for name in ("employees", "products", "customers", "orders")]


def test_the_mapping_and_the_writing_can_be_given(tmp_path):
    path = csv_file(tmp_path, "Nr;Bez;Preis\n1;Stuhl;1.234\n")

    with pytest.raises(CommandError, match="does not tell"):
        _run(path)
    told = _run(path, kind="product", map=["Nr=reference", "Bez=name"], set=["decimal=comma", "currency=CHF"])

    from orders.models import Product

    assert "1 new" in told
    assert list(Product.objects.values_list("name", "unit_price", "currency")) == [("Stuhl", 1234, "CHF")]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"map": ["Nr"]}, "NAME=VALUE"),
        ({"set": ["colour=red"]}, "no such option"),
        ({"set": ["dates=ymd"]}, "choose one of"),
        ({"map": ["Shoe=name"], "kind": "product"}, "no column “Shoe”"),
    ],
)
def test_wrong_options_get_a_sentence(options, reason, tmp_path):
    with pytest.raises(CommandError, match=reason):
        _run(csv_file(tmp_path, "Nr,Name\n1,x\n"), **options)


def test_a_missing_file_gets_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="no such file"):
        _run(tmp_path / "nowhere.csv")
