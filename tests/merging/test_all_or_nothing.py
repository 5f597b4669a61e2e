"""A failure at any statement leaves the old state or the new one, history, journal and trash included (P5)."""

import pytest
from django.db import DatabaseError, connection, transaction

from merging import services
from merging.models import MergeSession
from tests.merging.merging_tools import MAKERS, admin, draft, full_records, merge, previewed
from tests.orders.factories import make_company, make_line

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


class FaultError(DatabaseError):
    """What the statement that is to fail raises."""


class FailAt:
    """Lets statement number ``n`` fail, every other one after the database carried it out, and counts."""

    def __init__(self, n: int) -> None:
        self.n, self.count = n, 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.n and self.n % 2:
            raise FaultError(f"before statement {self.n}: {sql[:80]}")
        result = execute(sql, params, many, context)
        if self.count == self.n:
            raise FaultError(f"after statement {self.n}: {sql[:80]}")
        return result


def everything() -> dict[str, str]:
    """A hash of every table of the database, those of the audit and of merges included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        parts = [f"SELECT '{name}', md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {name} AS t" for name in tables]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def check_every_fault(action) -> int:
    """Let ``action`` fail at every statement; nothing may differ afterwards. Returns the number of statements."""
    before, n = everything(), 0
    while True:
        n += 1
        fault = FailAt(n)
        try:
            with transaction.atomic(), connection.execute_wrapper(fault):
                action()
        except FaultError:
            assert everything() == before, f"statement {n}"
        else:
            assert fault.count == n - 1
            assert everything() != before
            return fault.count


def _records(kind: str) -> list:
    records = full_records(kind, 2)
    if kind == "order":
        for record in records:
            make_line(record)
    if kind == "company":
        make_company("Subsidiary", parent=records[1])
    return records


@pytest.mark.parametrize("kind", KINDS)
def test_a_merge_that_fails_at_any_statement_leaves_nothing(kind):
    by = admin()
    session = draft(_records(kind), by=by, choices={"fields": {"description": {"join": True}}, "lines": "combine"})
    fingerprint = previewed(session, by=by).fingerprint

    count = check_every_fault(
        lambda: services.apply_merge(MergeSession.objects.get(pk=session.pk), by=by, fingerprint=fingerprint)
    )
    assert count > 15


@pytest.mark.parametrize("kind", KINDS)
def test_an_undo_that_fails_at_any_statement_leaves_nothing(kind):
    by = admin()
    done = merge(_records(kind), by=by, choices={"lines": "combine"})

    assert check_every_fault(lambda: services.undo_merge(done, by=by)) > 15


def test_a_restore_of_one_record_that_fails_at_any_statement_leaves_nothing():
    by = admin()
    done = merge(_records("order"), by=by)

    assert check_every_fault(lambda: services.restore_record(done.records.first(), by=by)) > 15
