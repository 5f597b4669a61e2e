"""Conditions and orders by defined fields are answered by indexes, which are built and dropped while people work."""

import json

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import RequestFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from crm_merge.ui.paging import paginate
from orders.custom import services
from orders.custom.definitions import with_choices
from orders.custom.indexes import index_of, keep_up, order_index_of
from orders.kinds import ORDERS
from orders.lists import list_of
from orders.matching import matching
from orders.models import Company, CustomField, Order
from orders.tasks import index_custom_field
from tests.orders.custom.tools import make_every_field, make_field, put_in_order
from tests.orders.factories import make_company, make_order, make_stage, make_user

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 20_000
FILL = """
    INSERT INTO orders_order (title, stage_id, currency, amount_from_lines, reference, source, description, created_at,
                              updated_at, version, search_key, sort_key, custom)
    SELECT 'Order ' || n, %s, 'EUR', false, '', '', '', now() - n * interval '1 minute', now(), 1, 'order ' || n, 'order ' || n,
        CASE WHEN n %% 10 = 0 THEN '{}'::jsonb ELSE jsonb_build_object(
            'text', 'word ' || n, 'long_text', 'prose about thing' || n, 'integer', n, 'decimal', (n / 7.0)::numeric(12, 2)::text,
            'money', jsonb_build_object('amount', n::text, 'currency', CASE n %% 3 WHEN 0 THEN 'USD' ELSE 'EUR' END),
            'truth', n %% 1000 = 1, 'day', (date '2000-01-01' + n)::text, 'web', 'https://e' || n || '.example.com',
            'instant', to_char(timestamp '2000-01-01' + n * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'choice', CASE WHEN n %% 500 = 1 THEN 'high' ELSE 'low' END, 'person', n %% 3000, 'record', n %% 4000,
            'choices', CASE WHEN n %% 500 = 1 THEN '["high", "low"]'::jsonb ELSE '["low"]'::jsonb END,
            'several_integer', jsonb_build_array(n, -n), 'several_person', jsonb_build_array(n %% 3000),
            'several_text', jsonb_build_array('word ' || n)
        ) END
    FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def cleared():
    """Indexes are no rows: nothing takes them back by itself."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'i' AND relname ~ '^custom_(field|order)_[0-9]+'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


@pytest.fixture
def volume(cleared):
    """Many orders with values of every field, and the indexes as the worker builds them."""
    ada = make_user("ada", role="administration")
    fields = make_every_field()
    stage = make_stage()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_order DISABLE TRIGGER USER")  # all search entries are filled at once, below
        cursor.execute(FILL, [stage.pk, ROWS])
        cursor.execute("ALTER TABLE orders_order ENABLE TRIGGER USER")
        cursor.execute("SELECT orders_fill_search_entries()")
    for field in fields.values():
        keep_up(field)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ada


def plan(queryset) -> dict:
    sql, params = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def nodes(node: dict) -> list[dict]:
    return [node, *(one for part in node.get("Plans", ()) for one in nodes(part))]


def whole_tables(node: dict) -> list[str]:
    tables = [one["Relation Name"] for one in nodes(node) if one["Node Type"] == "Seq Scan"]
    return [table for table in tables if table.startswith("orders_order")]


def indexes(node: dict) -> set[str]:
    return {one["Index Name"] for one in nodes(node) if "Index Name" in one}


CONDITIONS = [
    ("text", "custom.text=word+4711"),
    ("text", "custom.text.exactly=Word+4711"),
    ("text", "custom.text.begins=word+471"),
    ("several_text", "custom.several_text=4711"),
    ("long_text", "custom.long_text=thing4711"),
    ("integer", "custom.integer=4711"),
    ("integer", "custom.integer.min=19990"),
    ("several_integer", "custom.several_integer=4711"),
    ("decimal", "custom.decimal.max=2"),
    ("money", "custom.money.min=19990"),
    ("truth", "custom.truth=yes"),
    ("day", "custom.day=2001-02-03"),
    ("day", "custom.day.max=2000-01-05"),
    ("instant", "custom.instant=2000-02-03"),
    ("choice", "custom.choice=high"),
    ("choices", "custom.choices=high"),
    ("person", "custom.person=me"),
    ("several_person", "custom.several_person=me"),
    ("record", "custom.record={company}"),
    ("web", "custom.web=e4711"),
]
SORTED = ("text", "integer", "decimal", "money", "truth", "day", "instant", "choice", "web")


def test_no_condition_and_no_order_reads_the_whole_table(volume, subtests):
    """One test, because the rows are made once only."""
    company = make_company()
    for key, query in CONDITIONS:
        with subtests.test(query=query):
            records = matching(ORDERS, QueryDict(query.format(company=company.pk)), user=volume)
            found = plan(records.order_by("-created_at", "-pk")[:51])
            assert whole_tables(found) == []
            assert indexes(found) - {"order_live_newest"}, (key, indexes(found))
    for key in SORTED:
        for sign in ("", "-"):
            with subtests.test(sort=f"{sign}{key}"):
                order = list_of(ORDERS).order(f"{sign}custom.{key}")
                rows = order.sortable(matching(ORDERS, QueryDict(""), user=volume))
                name = order.names[0].removeprefix("-")
                found = plan(rows.filter(**{f"{name}__isnull": False}).order_by(*order.names)[:51])
                field = with_choices().get(key=key, type=key)
                assert (order_index_of(field) or index_of(field)).name in indexes(found)
                assert not [one for one in nodes(found) if one["Node Type"] == "Sort"]
                _deep(rows, order)


def _deep(rows, order) -> None:
    """The page after the first asks with a cursor, which the same index answers."""
    request = RequestFactory().get("/orders/")
    url = paginate(rows, order.names, request, per_page=ROWS // 3).next_url
    with connection.execute_wrapper(_Explained()) as explained:  # noqa: F841 - the wrapper asserts
        paginate(rows, order.names, RequestFactory().get(url), per_page=50)


class _Explained:
    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                found = cursor.fetchone()[0]
            assert whole_tables(found[0]["Plan"] if isinstance(found, list) else json.loads(found)[0]["Plan"]) == []
        return execute(sql, params, many, context)


def valid(field: CustomField) -> bool | None:
    state = "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = %s"
    with connection.cursor() as cursor:
        cursor.execute(state, [f"custom_field_{field.pk}"])
        found = cursor.fetchone()
    return found[0] if found else None


def test_the_worker_builds_the_index_of_a_new_field_and_drops_that_of_a_retired_one(cleared):
    ada = make_user("ada", role="administration")
    field = CustomField(record_type="orders.company", key="seats", type="integer")
    last = ProcrastinateJob.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    deferred = ProcrastinateJob.objects.filter(pk__gt=last, task_name="orders.index_custom_field")
    texts = dict.fromkeys(services.TEXTS, "") | {"label": "Seats", "required": False, "default": None}
    with services.defining(by=ada) as actor:
        services.save_field(field, texts, [], by=actor)
    assert [job.args for job in deferred.all()] == [{"key": field.pk}]
    assert valid(field) is None

    index_custom_field(field.pk)
    index_custom_field(field.pk)
    assert valid(field) is True
    assert Company._meta.db_table in _table_of(field)

    with services.defining(by=ada) as actor:
        services.retire(field, by=actor)
    assert deferred.all().count() == 2
    index_custom_field(field.pk)
    assert valid(field) is None
    index_custom_field(987_654_321)


def _table_of(field: CustomField) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [f"custom_field_{field.pk}"])
        return cursor.fetchone()[0]


def ordered_by(field: CustomField) -> list[str]:
    """The definitions of the finished indexes that order the field."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE %s", [f"custom_order_{field.pk}_%"])
        return [definition for (definition,) in cursor.fetchall()]


def test_choices_put_in_another_order_get_another_index_and_the_old_one_goes(cleared):
    ada = make_user("ada", role="administration")
    field = make_field("choice")
    last = ProcrastinateJob.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    index_custom_field(field.pk)
    (first,) = ordered_by(field)
    assert "'high'::text, 'low'::text, 'none'::text" in first

    put_in_order(field, ["none", "low", "high"], by=ada)
    assert [job.args for job in ProcrastinateJob.objects.filter(pk__gt=last)] == [{"key": field.pk}]
    index_custom_field(field.pk)
    index_custom_field(field.pk)

    (second,) = ordered_by(field)
    assert "'none'::text, 'low'::text, 'high'::text" in second
    assert valid(field) is True
    with services.defining(by=ada) as actor:
        services.retire(CustomField.objects.get(pk=field.pk), by=actor)
    index_custom_field(field.pk)
    assert ordered_by(field) == []


def test_an_index_that_was_left_unfinished_is_built_anew(cleared):
    field = make_field("integer", "seats")
    keep_up(field)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [f"custom_field_{field.pk}"])
    assert valid(field) is False

    keep_up(field)

    assert valid(field) is True


def test_an_index_takes_every_value_there_may_be(cleared):
    from tests.orders.custom.tools import Values

    fields = make_every_field()
    values = Values()
    order = values.fill(make_order(), 0)
    for field in fields.values():
        keep_up(field)
    values.fill(order, 1)

    with transaction.atomic():
        assert Order.objects.get().custom == order.custom
