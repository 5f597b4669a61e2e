"""Days as the reader's calendar and clock have them, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from orders.filtering.asking import Asking
from orders.filtering.treatments.moments import PERIODS, Day
from orders.kinds import ORDERS
from orders.matching import matching
from tests.orders import factories as make
from tests.orders.filters.asking import params

pytestmark = pytest.mark.django_db
BERLIN_SPRING = datetime(2026, 3, 29, 10, tzinfo=UTC)  # the day that has 23 hours there


def reader(zone: str = "Europe/Berlin"):
    return make.make_user(role="administration", time_zone=zone)


def found(user, query: str) -> list[str]:
    return [record.title for record in matching(ORDERS, params(query), user=user).order_by("pk")]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", "2026-03-29", "2026-03-29"),
        ("yesterday", "2026-03-28", "2026-03-28"),
        ("tomorrow", "2026-03-30", "2026-03-30"),
        ("this-week", "2026-03-23", "2026-03-29"),
        ("last-week", "2026-03-16", "2026-03-22"),
        ("next-week", "2026-03-30", "2026-04-05"),
        ("this-month", "2026-03-01", "2026-03-31"),
        ("last-month", "2026-02-01", "2026-02-28"),
        ("next-month", "2026-04-01", "2026-04-30"),
        ("this-quarter", "2026-01-01", "2026-03-31"),
        ("last-quarter", "2025-10-01", "2025-12-31"),
        ("next-quarter", "2026-04-01", "2026-06-30"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("next-year", "2027-01-01", "2027-12-31"),
    ],
)
def test_periods(period, first, last):
    with time_machine.travel(BERLIN_SPRING, tick=False):
        span = Day().span("is", period, Asking(reader(), ORDERS))

    assert span == (date.fromisoformat(first), date.fromisoformat(last))


def test_every_period_is_tested_and_every_span_of_months_joins_the_next():
    day = date(2024, 1, 31)
    for _each in range(800):
        for before, this in (("last-month", "this-month"), ("this-quarter", "next-quarter"), ("last-week", "this-week")):
            assert PERIODS[before][1](day)[1] + timedelta(days=1) == PERIODS[this][1](day)[0]
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "moment", "is_today"),
    [
        ("Europe/Berlin", "2026-03-28T22:59:59Z", False),
        ("Europe/Berlin", "2026-03-28T23:00:00Z", True),
        ("Europe/Berlin", "2026-03-29T21:59:59Z", True),  # summer time since that night
        ("Europe/Berlin", "2026-03-29T22:00:00Z", False),
        ("America/New_York", "2026-03-29T03:59:59Z", False),
        ("America/New_York", "2026-03-30T03:59:59Z", True),
    ],
)
def test_a_day_lasts_as_long_as_its_clocks_say(zone, moment, is_today):
    make.make_order("Chairs", created_at=datetime.fromisoformat(moment))

    with time_machine.travel(BERLIN_SPRING, tick=False):
        assert (found(reader(zone), "created=today") == ["Chairs"]) is is_today


def test_the_last_and_the_next_days_count_today():
    with time_machine.travel(BERLIN_SPRING, tick=False):
        for title, day in (("a week", 7), ("six", 6), ("now", 0), ("ahead", -6), ("far", -7)):
            make.make_order(title, closes_on=date(2026, 3, 29) - timedelta(days=day))

        assert found(reader(), "closes_on.last=7") == ["six", "now"]
        assert found(reader(), "closes_on.next=7") == ["now", "ahead"]
        assert found(reader(), "closes_on.before=today") == ["a week", "six"]


def test_the_page_and_a_job_ask_for_the_same_day():
    """A job has no time zone of a request; what counts is the reader's own."""
    make.make_order("Chairs", created_at=datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    user = reader()

    with time_machine.travel(BERLIN_SPRING, tick=False):
        with timezone.override("Pacific/Auckland"):
            assert found(user, "created=today") == ["Chairs"]
        assert found(user, "created=today") == ["Chairs"]
