"""Between reading the rows and writing them, nobody else writes them: no edit is lost in a row that gives way (P8)."""

import threading

import pytest
from django.db import connection

from merging import services
from merging.models import JournalLine
from orders.models import ContactPoint, Order
from tests.merging.altering import write
from tests.merging.merging_tools import admin, draft, previewed
from tests.orders.factories import make_company, make_contact_point, make_order
from trash.services import move_to_trash

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


class Between:
    """When the merge has read everything and begins to write, somebody does ``action`` on another connection."""

    def __init__(self, action) -> None:
        self.thread = threading.Thread(target=self._run, args=(action,))

    def _run(self, action) -> None:
        try:
            action()
        finally:
            connection.close()

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "merging_merge"'):
            self.thread.start()
            while self.thread.is_alive() and not self._is_waiting():
                pass
        return execute(sql, params, many, context)

    def _is_waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_equal", [True, False])
def test_an_edit_that_comes_between_waits_and_is_never_overwritten(is_equal):
    by, orders = admin(), [make_order("A"), make_order("B")]
    make_contact_point(orders[0], "+49 221 1")
    row = make_contact_point(orders[1], "+49 221 1" if is_equal else "+49 221 2")
    session = draft(orders, by=by)
    fingerprint = previewed(session, by=by).fingerprint

    edit = Between(lambda: write(row, "label", "mobile"))
    with connection.execute_wrapper(edit):
        services.apply_merge(session, by=by, fingerprint=fingerprint)
    edit.thread.join(20)

    labels = list(ContactPoint.objects.filter(pk=row.pk).values_list("label", "order_id"))
    assert labels == ([] if is_equal else [("mobile", orders[0].pk)])
    kept = [one["row"]["label"] for line in JournalLine.objects.filter(kind="collapse_rows") for one in line.data["rows"]]
    assert kept == (["work"] if is_equal else [])
    assert ContactPoint.history.filter(id=row.pk).latest("history_id").label == "work"


@pytest.mark.django_db(transaction=True)
def test_a_company_that_is_trashed_between_stops_the_merge_with_a_sentence():
    by, company = admin(), make_company()
    orders = [make_order("A"), make_order("B", company=company)]
    session = draft(orders, by=by)
    fingerprint = previewed(session, by=by).fingerprint

    gone = Between(lambda: move_to_trash([company], by=by))
    with connection.execute_wrapper(gone), pytest.raises(services.MergeNotAllowed, match="same moment"):
        services.apply_merge(session, by=by, fingerprint=fingerprint)
    gone.thread.join(20)

    assert Order.objects.live().count() == 2
    assert not JournalLine.objects.exists()
