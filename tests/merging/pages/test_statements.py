"""How many statements the pages of merging ask, the same for 3 and for 300 related rows (P17)."""

import pytest

from tests.merging.merging_tools import draft, full_records, merge
from tests.orders.factories import (
    attach_everything,
    make_activity,
    make_contact_point,
    make_line,
    make_order,
    make_tag,
    recording,
)

pytestmark = pytest.mark.django_db
LIMITS = {"primary": 12, "fields": 12, "preview": 12, "confirm": 12}


def orders_with(rows: int, seller) -> list:
    records = [make_order(f"Chairs {place}", responsible=seller, description=f"Text {place}") for place in range(2)]
    with recording():
        for number in range(rows):
            make_contact_point(records[1], f"p{number}@example.com", kind="email")
            make_activity(records[1], f"Call {number}")
            make_line(records[1], name=f"Chair {number}")
            make_tag(records[1], f"tag {number}")
    return [attach_everything(record, mark=f"m{record.pk}") for record in records]


def count(web, url: str, captured) -> int:
    web.get(url)  # sessions and languages settle
    with captured() as queries:
        assert web.get(url).status_code == 200
    return len(queries)


@pytest.fixture
def captured(django_assert_max_num_queries):
    return lambda: django_assert_max_num_queries(60)


def test_the_wizard_asks_no_more_for_many_rows(web, seller, captured):
    few, many = (draft(orders_with(rows, seller), by=seller) for rows in (3, 300))

    for step, limit in LIMITS.items():
        numbers = [count(web, f"/merges/drafts/{one.pk}/{step}/", captured) for one in (few, many)]
        assert numbers[0] == numbers[1] <= limit, step


@pytest.mark.parametrize("kind", ["order", "contact", "company"])
def test_the_wizard_asks_no_more_for_many_records(web, seller, captured, kind):
    few, many = (draft(full_records(kind, number, responsible=seller), by=seller) for number in (2, 7))

    for step, limit in LIMITS.items():
        numbers = [count(web, f"/merges/drafts/{one.pk}/{step}/", captured) for one in (few, many)]
        assert numbers[0] == numbers[1] <= limit, step


def test_a_merge_asks_no_more_for_many_rows(web, seller, captured):
    few, many = (merge(orders_with(rows, seller), by=seller) for rows in (3, 300))

    numbers = [count(web, one.get_absolute_url(), captured) for one in (few, many)]
    assert numbers[0] == numbers[1] <= 35
    numbers = [count(web, f"/orders/{one.primary_id}/", captured) for one in (few, many)]
    assert numbers[0] == numbers[1] <= 25


def test_lists_and_my_day_ask_no_more_for_many_merges(web, seller, captured):
    numbers = []
    for times in (1, 4):
        for _each in range(times):
            merge(full_records("order", 2, responsible=seller), by=seller)
            merge(full_records("contact", 2, responsible=seller), by=seller)
            draft(full_records("order", 3, responsible=seller), by=seller)
            draft(full_records("company", 3, responsible=seller), by=seller)
        numbers.append([count(web, url, captured) for url in ("/merges/", "/merges/?q=Sample&person=me&type=orders.order", "/")])

    assert numbers[0] == numbers[1]
    assert max(numbers[0]) <= 20
