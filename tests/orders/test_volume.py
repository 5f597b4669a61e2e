"""The data set of the benchmarks: consistent, reproducible, and exactly what the product itself would have written."""

from itertools import groupby

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from crm_merge.audit.models import ChangeSet, Subject
from crm_merge.audit.statements import history_of
from orders.demo.volume import load_volume
from orders.models import Activity, Company, Contact, ContactPoint, Order, OrderContact, OrderLine
from orders.normalising import normalise
from trash.models import TrashEntry

from . import factories as make

pytestmark = pytest.mark.django_db
ORDERS = 700


@pytest.fixture
def volume():
    load_volume(ORDERS)


@pytest.mark.parametrize("model", [Order, Contact, Company])
def test_derived_values_are_those_of_the_product(volume, model):
    for record in model.objects.all():
        assert {name: getattr(record, name) for name in record.derived_values()} == record.derived_values()


def test_contact_points_are_normalised_as_the_product_does(volume):
    points = list(ContactPoint.objects.all())

    assert {point.kind for point in points} == {"phone", "email"}
    assert [point.normalised for point in points] == [normalise(point.kind, point.value) for point in points]


def test_everything_is_there_in_proportion(volume):
    counts = {model: model.objects.count() for model in (Order, Contact, Company, OrderLine, Activity)}

    assert counts == {Order: 700, Contact: 420, Company: 70, OrderLine: 2100, Activity: 2100}
    assert Order.objects.trashed().count() == TrashEntry.objects.filter(record_type="orders.order").count() == 6
    assert 4.5 <= sum(history_of(model).objects.count() for model in (Order, Contact, Company, OrderLine)) / ORDERS <= 5.5


def test_the_long_history_has_about_ten_rows_per_order():
    load_volume(ORDERS, long_history=True)

    models = [history_of(model) for model in (Order, Contact, Company, OrderContact, OrderLine, Activity)]
    assert 9 <= sum(model.objects.count() for model in models) / ORDERS <= 11


def test_every_history_row_belongs_to_an_operation_about_its_record(volume):
    created = history_of(Order).objects.filter(history_type="+")

    assert created.count() == ORDERS
    assert set(created.values_list("change_set__kind", flat=True)) == {"created"}
    about = dict(Subject.objects.filter(record_type="orders.order").values_list("change_set_id", "record_id"))
    assert all(about[row.change_set_id] == row.id for row in history_of(Order).objects.all())
    assert ChangeSet.objects.exclude(kind="settings_changed").count() == Subject.objects.count()


def test_three_in_a_hundred_are_duplicates(volume):
    twins = [(Order.objects.get(pk=key - 1), Order.objects.get(pk=key)) for key in range(33, ORDERS, 33)]

    for one, two in twins:
        assert (one.company_id, one.amount, "email") == (two.company_id, two.amount, two.source)
        assert two.title == f"{one.title} (per E-Mail)"
        assert two.created_at > one.created_at


def test_the_same_number_gives_the_same_data():
    def loaded() -> list:
        with transaction.atomic():
            load_volume(ORDERS)
            found = list(Order.objects.order_by("pk").values_list("title", "amount", "created_at", "company__name"))
            transaction.set_rollback(True)
        return found

    assert loaded() == loaded()


def test_sales_is_skewed(volume):
    owners = sorted(Order.objects.values_list("responsible", flat=True))
    shares = sorted((len(list(rows)) for _owner, rows in groupby(owners)), reverse=True)

    assert shares[0] > 3 * ORDERS / len(shares)


def test_a_new_record_gets_the_next_number_and_key(volume):
    order = make.make_order("One more")

    assert (order.pk, order.number) == (ORDERS + 1, 1000 + ORDERS + 1)


def test_indexes_and_guards_are_back(volume):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname IN ('order_live_newest', 'order_live_by_stage')")
        assert cursor.fetchone() == (2,)
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)


def test_records_are_never_mixed_with_it(volume):
    make.make_order("A real one")

    with pytest.raises(CommandError, match="has records already"):
        call_command("benchmark_data", orders=10)
    assert Order.objects.count() == ORDERS + 1
