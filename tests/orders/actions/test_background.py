"""Large actions are done by the worker: all or nothing, cancelable, reported, in chunks of one transaction."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.models import ChangeSet
from crm_merge.jobs.models import Job
from crm_merge.jobs.registry import JobCanceled
from crm_merge.jobs.services import run_job
from orders.actions import change_owner
from orders.bulk import carrying_out, running, undoing
from orders.kinds import ORDERS
from orders.models import BulkAction, BulkRefusal, Order
from orders.views import actions
from tests.merging.snapshot import snapshot
from tests.orders import factories as make

from .tools import ListPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch):
    """More than three records are many, two make a chunk."""
    for module in (running, undoing, actions):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(carrying_out, "CHUNK", 2)


@pytest.fixture
def orders(seller):
    return [make.make_order(f"Order {place}", responsible=seller) for place in range(7)]


def begin(web, colleague) -> BulkAction:
    return ListPage(web, "/orders/").press(do="all").choose("owner").go_on(value=colleague.pk)


def test_many_records_are_left_to_the_worker(web, seller, colleague, orders):
    page = ListPage(web, "/orders/").press(do="all").choose("owner")
    assert "in the background" in page.text

    bulk = page.go_on(value=colleague.pk)

    assert page.answer["Location"] == bulk.job.get_absolute_url()
    assert not Order.objects.filter(responsible=colleague).exists()
    assert web.get(bulk.get_absolute_url())["Location"] == bulk.job.get_absolute_url()
    assert "Cancel" in web.get(bulk.job.get_absolute_url()).content.decode()


def test_the_worker_does_all_of_it_as_one_operation(web, seller, colleague, orders):
    bulk, last = begin(web, colleague), ChangeSet.objects.latest("pk").pk

    run_job(bulk.job_id)

    bulk.refresh_from_db()
    assert (bulk.job.state, bulk.job.message) == (Job.State.DONE, "7 records were changed.")
    assert (bulk.done, bulk.operation) == (7, ChangeSet.objects.get(pk__gt=last))
    assert bulk.operation.source == "job"
    assert Order.objects.filter(responsible=colleague).count() == 7
    assert bulk.job.page_url == bulk.get_absolute_url()
    assert web.get(bulk.get_absolute_url()).status_code == 200


def test_later_ticks_do_not_change_what_was_confirmed(web, seller, colleague, orders):
    bulk = begin(web, colleague)
    ListPage(web, "/orders/").tick(orders[0]).press()

    run_job(bulk.job_id)

    assert Order.objects.filter(responsible=colleague).count() == 7


def test_canceling_in_the_middle_leaves_nothing(web, seller, colleague, orders, monkeypatch):
    bulk = begin(web, colleague)
    before, operations = snapshot(bookkeeping=True), ChangeSet.objects.count()
    seen = []

    def canceled(self, done, total):
        seen.append((done, Order.objects.filter(responsible=colleague).count()))
        raise JobCanceled

    monkeypatch.setattr("crm_merge.jobs.progress.ProgressWriter.__call__", canceled)
    run_job(bulk.job_id)

    bulk.refresh_from_db()
    assert seen == [(2, 2)]  # it had written
    assert (bulk.job.state, bulk.done_at, ChangeSet.objects.count()) == (Job.State.CANCELED, None, operations)
    after = snapshot(bookkeeping=True)
    assert {table for table in before if before[table] != after[table]} == {"jobs_job"}
    assert "You canceled the work. Nothing was written." in web.get(bulk.get_absolute_url()).content.decode()


def test_a_value_that_is_gone_when_the_work_begins_fails_with_a_sentence(web, seller, colleague, orders):
    bulk = begin(web, colleague)
    colleague.is_active = False
    colleague.save()

    run_job(bulk.job_id)

    bulk.refresh_from_db()
    assert bulk.job.state == Job.State.FAILED
    assert "can no longer be chosen" in bulk.job.message


def test_a_filter_that_is_lost_when_the_work_begins_changes_nothing(web, seller, colleague, orders):
    """A filter that cannot be read would otherwise mean every record."""
    bulk = begin(web, colleague)
    BulkAction.objects.filter(pk=bulk.pk).update(filter="stage=987654321")

    run_job(bulk.job_id)

    bulk.refresh_from_db()
    assert (bulk.job.state, bulk.done) == (Job.State.FAILED, 0)
    assert not Order.objects.filter(responsible=colleague).exists()


def test_rights_taken_away_before_the_work_count(web, seller, colleague, orders):
    bulk = begin(web, colleague)
    seller.roles.clear()

    run_job(bulk.job_id)

    assert not Order.objects.filter(responsible=colleague).exists()


def test_every_chunk_costs_the_same(web, seller, colleague, orders):
    """Memory and locks follow the chunk: twice as many chunks ask twice as much, and not more."""
    for place in range(5):
        make.make_order(f"More {place}", responsible=seller)
    keys, asked = list(Order.objects.order_by("pk").values_list("pk", flat=True)), []
    for owner, number in ((colleague, 4), (make.make_user(department="Sales"), 8), (colleague, 12)):
        with CaptureQueriesContext(connections["default"]) as queries:
            change_owner(ORDERS, keys[:number], owner, by=seller)
        asked.append(len(queries))

    assert asked[2] - asked[1] == asked[1] - asked[0]


def test_undoing_many_is_work_for_the_worker_too(web, seller, colleague, orders):
    before = snapshot()
    bulk = begin(web, colleague)
    run_job(bulk.job_id)

    answer = web.post(f"{bulk.get_absolute_url()}undo/")
    job = Job.objects.latest("created_at")
    assert answer["Location"] == job.get_absolute_url()
    assert Order.objects.filter(responsible=colleague).count() == 7
    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.DONE, "Undone: 7 entries are as they were.")
    after = snapshot()
    assert {table for table in before if before[table] != after[table]} == {"jobs_job"}
    assert not BulkRefusal.objects.exists()
