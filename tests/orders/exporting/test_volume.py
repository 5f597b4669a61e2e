"""Many rows: memory stays flat, rows leave before the last one is read, and the quick way to a value is the usual one."""

import tracemalloc

import pytest
from django.db import connection
from django.http import QueryDict

from orders.exporting import streaming
from orders.exporting.asked import Asked
from orders.exporting.cells import cells_of, value_of
from orders.exporting.columns import ALL, SHOWN, columns_of
from orders.exporting.formats import FORMATS
from orders.exporting.quick import QuickRows
from orders.exporting.streaming import csv_lines, workbook
from orders.fields.catalogue import fields_of
from orders.fields.rows import reading
from orders.fields.types import surroundings
from orders.kinds import KINDS, ORDERS
from tests.orders import factories as make

from .export_tools import full

pytestmark = pytest.mark.django_db
MOST_MORE = 1_000_000  # bytes; eighteen thousand rows that were kept would be ten times as much
MANY = """
INSERT INTO orders_order (number, title, stage_id, company_id, amount, currency, amount_from_lines, reference, source,
    description, created_at, search_key, sort_key, version)
SELECT 900000 + n, 'Order ' || n, %s, %s, n, 'EUR', false, 'R-' || n, 'web', 'Words about ' || n, now(), '', 'order ' || n, 1
FROM generate_series(%s, %s) AS n
"""


@pytest.fixture
def admin():
    return make.make_user("chief", role="administration")


def add_orders(first: int, last: int) -> None:
    """Without triggers: what they keep is not exported."""
    order = make.make_order(company=make.make_company())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(MANY, [order.stage_id, order.company_id, first, last])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def blocks_of(format_: str, which: str, by):
    records, fields, around = Asked(ORDERS, QueryDict(), by).ordered, columns_of(ORDERS, which), surroundings(by)
    if format_ == "xlsx":
        return workbook(records, fields, "Orders", around)
    return csv_lines(records, fields, FORMATS[format_], around)


def peak(format_: str, which: str, by) -> int:
    """How much memory an export takes at most, what it hands out being dropped."""
    tracemalloc.start()
    try:
        for _block in blocks_of(format_, which, by):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("format_", "which"), [("csv-comma", SHOWN), ("csv-comma", ALL), ("xlsx", SHOWN)])
def test_memory_does_not_grow_with_the_rows(admin, format_, which):
    add_orders(1, 2_000)
    peak(format_, which, admin)  # what is read once and kept, such as languages
    few = peak(format_, which, admin)
    add_orders(2_001, 20_000)

    assert peak(format_, which, admin) < few + MOST_MORE


@pytest.mark.parametrize("format_", ["csv-comma", "xlsx"])
def test_a_portion_leaves_before_the_next_one_is_fetched(admin, format_, monkeypatch):
    fetched = []

    class Counting(QuickRows):
        def __init__(self, *args) -> None:
            super().__init__(*args)
            self.rows = (fetched.append(row) or row for row in self.rows)

    monkeypatch.setattr(streaming, "QuickRows", Counting)
    monkeypatch.setattr(streaming, "PORTION", 10)
    add_orders(1, 40)
    blocks = blocks_of(format_, SHOWN, admin)

    next(blocks)
    assert not fetched
    next(blocks)
    assert len(fetched) == 10
    for _block in blocks:
        pass
    assert len(fetched) == 41


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_column_says_is_what_the_record_says(admin, kind):
    full(kind, responsible=admin, reference="R-1", source="web", description="Long")
    full(kind)
    around, fields = surroundings(admin), [field for field in fields_of(KINDS[kind]).values() if field.stored]
    records = KINDS[kind].model.objects.order_by("pk")
    quick = QuickRows(reading(records, fields), 10)
    rows = list(quick.rows)

    assert len(fields) > 8
    for field in fields:
        usual = [value_of(field, around)(record) for record in records]
        assert cells_of(field, quick, around, lambda value: value)(rows, []) == usual, field.key
