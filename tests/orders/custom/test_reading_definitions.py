"""Definitions are read once per request or job, by pages that only read once per process, and what was defined counts at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.jobs.registry import register_task
from crm_merge.jobs.services import run_job, start_job
from orders.custom.definitions import definitions
from orders.models import CustomField, Order
from tests.orders.custom.tools import Values, make_every_field, make_field
from tests.orders.factories import make_order, make_user

pytestmark = pytest.mark.django_db


def readings(run) -> int:
    with CaptureQueriesContext(connection) as queries:
        run()
    return sum('FROM "orders_customfield"' in query["sql"] for query in queries)


@pytest.mark.parametrize("address", ["/orders/", "/orders/{pk}/", "/orders/{pk}/edit/", "/orders/new/", "/orders/?custom.text=x"])
def test_a_page_reads_the_definitions_once(client, address):
    make_every_field()
    order = Values().fill(make_order(), 0)
    client.force_login(make_user(role="administration"))

    assert readings(lambda: client.get(address.format(pk=order.pk))) == 1


def test_saving_reads_them_once_too(client):
    from tests.orders.test_record_pages import posted

    make_every_field()
    order = Values().fill(make_order(), 0)
    client.force_login(make_user(role="administration"))
    sent = posted(client.get(f"/orders/{order.pk}/edit/"), title="New")

    assert readings(lambda: client.post(f"/orders/{order.pk}/edit/", sent)) == 1
    assert Order.objects.get().title == "New"


def test_a_field_that_another_process_defines_is_in_the_next_request(client):
    client.force_login(make_user(role="administration"))
    assert "custom.late" not in client.get("/orders/new/").content.decode()
    CustomField.objects.bulk_create([CustomField(record_type="orders.order", key="late", label="Late", type="text")])

    assert "custom.late" in client.get("/orders/new/").content.decode()


def test_a_job_reads_them_once_however_many_records_it_saves():
    make_field("text", "note")
    asked = []

    def work(owner, *, progress) -> str:
        asked.append(readings(lambda: [definitions(Order) for _time in range(5)]))
        return "done"

    register_task("tests.read_definitions", work)
    job = start_job("tests.read_definitions", by=make_user(), title="x", page_url="/")
    run_job(job.pk)

    assert asked == [1]
