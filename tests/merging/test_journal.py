"""The journal's codec is exact for every type, through JSON and through the database (P2)."""

import json
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from merging.journal import change_from, decode, encode, values_of
from merging.models import JournalLine, Merge
from orders.models import Order
from tests.merging.merging_tools import admin, full_records, merge
from tests.orders.factories import make_file, make_order

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.one_of(st.just(UTC), ZONES))  # noqa: DTZ001
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), TEXTS, INSTANTS, st.datetimes(), st.dates(), st.times(),
    st.timedeltas(), st.uuids(), st.binary(), st.decimals(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)), max_leaves=6
)


def same(one, other) -> bool:
    """Equal in type and in everything equality overlooks: the scale of decimals, the sign of zero."""
    if isinstance(one, Decimal):
        return isinstance(other, Decimal) and one.as_tuple() == other.as_tuple()
    if isinstance(one, (list, dict)):
        pairs = zip(one, other, strict=True) if isinstance(one, list) else ((one[key], other[key]) for key in one)
        return type(one) is type(other) and len(one) == len(other) and all(same(*pair) for pair in pairs)
    return type(one) is type(other) and one == other and str(one) == str(other) if isinstance(one, float) else (
        type(one) is type(other) and one == other
    )


@given(VALUES)
def test_every_value_comes_back_through_json(value):
    assert same(value, decode(json.loads(json.dumps(encode(value)))))


@given(INSTANTS)
def test_an_instant_keeps_its_microseconds_whatever_its_zone(moment):
    assert decode(encode(moment)) == moment
    assert decode(encode(moment)).microsecond == moment.microsecond


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        Decimal("1E+3"), Decimal("-0.00"), Decimal("1.10"), datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC), date.max,
        time.max, timedelta(days=-1, microseconds=1), uuid.UUID(int=1), b"\x00\xff", 0.1, 2**63, "\u2028\\u0041 🪑",
        {"$": "decimal"}, [None, [True, {"a": [1]}]],
    ],
    ids=str,
)  # fmt: skip
def test_every_value_comes_back_through_the_database(value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb", [json.dumps(encode(value))])
        stored = cursor.fetchone()[0]
    stored = json.loads(stored) if isinstance(stored, str) else stored
    assert same(value, decode(stored))


def test_a_type_that_could_not_come_back_is_refused():
    for strange in (object(), {1, 2}, 1j):
        with pytest.raises(TypeError, match="no exact form"):
            encode(strange)


@pytest.mark.django_db
def test_every_column_of_a_row_is_kept_by_its_attribute_name():
    order, file = make_order(), make_file(make_order())

    assert set(values_of(order)) == {field.attname for field in Order._meta.concrete_fields}
    assert values_of(file)["file"] == file.file.name
    assert values_of(order)["stage_id"] == order.stage_id


@pytest.mark.django_db
def test_journal_lines_rebuild_the_changes_that_the_plan_made():
    by, records = admin(), full_records("order", 3)
    done = merge(records, by=by, choices={"lines": "combine"})

    for line in JournalLine.objects.filter(merge=done).select_related("merge"):
        change = change_from(line)
        assert change.as_json() == {"kind": line.kind, "data": line.data}
        assert change.describe()
        assert change.missing() == ""


def test_an_unknown_kind_of_line_is_an_error():
    with pytest.raises(KeyError):
        change_from(SimpleNamespace(kind="gone", merge=Merge(), data={}))
