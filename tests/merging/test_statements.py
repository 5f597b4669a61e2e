"""The statements of a preview, a merge and an undo do not grow with the rows, nor with the records (P17)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.bulk import insert_with_history
from crm_merge.audit.services import change_set
from merging import services
from orders.models import Comment, ContactPoint, OrderLine
from tests.merging.merging_tools import draft, full_records
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_company, make_user

pytestmark = pytest.mark.django_db
MOST = {"preview": 25, "merge": 40, "undo": 40}
PHONE = {"kind": "phone", "label": "work", "is_primary": False}
LINE = {"name": "Chair", "quantity": 1, "unit_price": 10, "currency": "EUR", "discount": 0, "vat": 0}


def _many(record, kind: str, size: int) -> None:
    """``size`` rows of each sort: one that only moves, one a person may untick, and line items."""
    parent, numbers = {kind: record.pk}, range(size)
    with change_set("imported", by=None):
        insert_with_history(Comment, [{"text": f"Note {n}", "created_at": record.created_at} | parent for n in numbers])
        points = [PHONE | parent | {"value": f"+49221{n}", "normalised": f"+49221{n}"} for n in numbers]
        insert_with_history(ContactPoint, points)
        if kind == "order":
            insert_with_history(OrderLine, [LINE | parent | {"position": n + 1} for n in numbers])


def _count(action) -> tuple[int, Any]:
    """Statements without those that only begin and end (parts of) the transaction, and what the action gave."""
    with CaptureQueriesContext(connection) as queries:
        answer = action()
    return sum(1 for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))), answer


def _counts(records: list, *, by, choices: dict) -> dict[str, int]:
    counts, before = {}, snapshot()
    session = draft(records, by=by, choices=choices)
    counts["preview"], plan = _count(lambda: services.build_plan(session, by=by))
    counts["merge"], merge = _count(lambda: services.apply_merge(session, by=by, fingerprint=plan.fingerprint))
    counts["undo"], _merge = _count(lambda: services.undo_merge(merge, by=by))
    assert snapshot() == before
    return counts


@pytest.mark.parametrize(
    ("kind", "lines", "role"),
    [("order", "combine", "sales"), ("order", "all", "administration"), ("contact", "all", "sales"), ("company", "all", "sales")],
)
def test_statements_are_the_same_for_few_and_many_rows_and_records(kind, lines, role, record_property):
    by = make_user(role=role, department="Sales")
    company = {} if kind == "company" else {"company": make_company(responsible=by)}
    found = {}
    for size, number in ((3, 2), (60, 2), (3, 20)):
        records = full_records(kind, number, responsible=by, **company)
        for record in records:
            _many(record, kind, size)
        found[size, number] = _counts(records, by=by, choices={"lines": lines})

    record_property("statements", str(found))
    assert len({str(counts) for counts in found.values()}) == 1, found
    for action, count in found[3, 2].items():
        assert count <= MOST[action], found


def test_three_thousand_rows_take_the_statements_of_three():
    by = make_user(role="administration")
    found = []
    for size in (3, 3000):
        records = full_records("order", 2)
        _many(records[1], "order", size)
        found.append(_counts(records, by=by, choices={"lines": "all"}))

    assert found[0] == found[1]
