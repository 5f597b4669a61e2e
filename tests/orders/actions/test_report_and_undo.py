"""The report of an action, and taking it back: exactly what it was before, but for what was edited since."""

import csv
import io

import pytest
from django.test import Client

from crm_merge.audit.models import ChangeSet, Kind
from orders.models import BulkAction, BulkRefusal, Reason
from tests.merging.snapshot import snapshot
from tests.orders import factories as make
from trash.models import TrashEntry
from trash.services import purge

from .test_actions import CASES, tag, value_for
from .tools import MAKERS, PLURALS, ListPage

pytestmark = pytest.mark.django_db


def done(web, kind: str, action: str, records, **value) -> BulkAction:
    return ListPage(web, f"/{PLURALS[kind]}/").tick(*records).choose(action).go_on(**value)


@pytest.mark.parametrize(("kind", "action"), CASES)
def test_undone_everything_is_as_it_was(web, seller, colleague, kind, action):
    records = [MAKERS[kind](f"Record {place}", responsible=seller) for place in range(3)]
    value = value_for(action, colleague)
    for record in records if action == "untag" else ():
        make.make_tag(record)
    before = snapshot()
    bulk = done(web, kind, action, records, **value)
    assert snapshot() != before

    web.post(f"{bulk.get_absolute_url()}undo/")

    assert snapshot() == before
    operation = ChangeSet.objects.latest("pk")
    assert (operation.kind, operation.by_key) == (Kind.UNDONE, seller.pk)


def test_what_was_edited_since_stays_and_is_listed(web, seller, colleague):
    edited, other = make.make_order("Edited", responsible=seller), make.make_order("Other", responsible=seller)
    bulk = done(web, "order", "owner", [edited, other], value=colleague.pk)
    third = make.make_user(department=seller.department)
    edited.refresh_from_db()
    edited.responsible = third
    with make.recording("changed"):
        edited.save()

    web.post(f"{bulk.get_absolute_url()}undo/")

    edited.refresh_from_db()
    other.refresh_from_db()
    assert (edited.responsible, other.responsible) == (third, seller)
    page = web.get(bulk.get_absolute_url())
    assert [line.label for line in page.context["stays"]] == [edited.label]
    assert "The later edit stays" in page.content.decode()


def test_undoing_twice_changes_nothing_more(web, seller, colleague):
    order = make.make_order(responsible=seller)
    bulk = done(web, "order", "owner", [order], value=colleague.pk)
    web.post(f"{bulk.get_absolute_url()}undo/")
    before, last = snapshot(bookkeeping=True), ChangeSet.objects.latest("pk")

    web.post(f"{bulk.get_absolute_url()}undo/")

    assert (snapshot(bookkeeping=True), ChangeSet.objects.latest("pk")) == (before, last)
    web.get("/orders/")  # the notifications are read
    assert "Undo</button>" not in web.get(bulk.get_absolute_url()).content.decode()


def test_undoing_a_deletion_brings_back_only_what_it_put_away(web, seller):
    one, gone, before = (make.make_order(name, responsible=seller) for name in ("One", "Gone", "Before"))
    done(web, "order", "delete", [before])
    bulk = done(web, "order", "delete", [one, gone])
    purge(TrashEntry.objects.filter(record_id=gone.pk), by=None)

    web.post(f"{bulk.get_absolute_url()}undo/")

    one.refresh_from_db()
    before.refresh_from_db()
    assert (one.is_live, before.is_live) == (True, False)


def test_undo_asks_for_the_rights_of_now(web, seller, colleague):
    order = make.make_order(responsible=seller)
    bulk = done(web, "order", "owner", [order], value=colleague.pk)
    seller.roles.clear()

    web.post(f"{bulk.get_absolute_url()}undo/")

    order.refresh_from_db()
    assert order.responsible == colleague


def test_the_notification_offers_undo_and_report(web, seller, colleague):
    order = make.make_order(responsible=seller)
    page = ListPage(web, "/orders/").tick(order).choose("owner")
    bulk = page.go_on(value=colleague.pk)

    text = web.get("/orders/").content.decode()

    assert f'action="{bulk.get_absolute_url()}undo/"' in text
    assert f'href="{bulk.get_absolute_url()}"' in text


@pytest.fixture
def refused(web, seller, colleague) -> BulkAction:
    """An action with more refusals than a page of the report holds, the first one hidden by now."""
    order = make.make_order(responsible=seller)
    bulk = done(web, "order", "owner", [order], value=colleague.pk)
    hidden = make.make_order("Zinnober", responsible=make.make_user(department="Other"))
    rows = [(hidden.pk, hidden.label), *((order.pk, f"=A-{place} Refused") for place in range(60))]
    BulkRefusal.objects.bulk_create(
        BulkRefusal(action=bulk, record_id=key, label=label, reason=Reason.RIGHT) for key, label in rows
    )
    return bulk


def test_the_report_is_paged_and_hides_what_one_may_not_read(web, refused):
    first = web.get(refused.get_absolute_url())
    second = web.get(first.context["page"].next_url)

    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 11)
    assert "Zinnober" not in first.content.decode()
    assert "a record you may not read" in first.content.decode()


def test_the_report_is_a_file_that_a_spreadsheet_reads_as_text(web, refused):
    answer = web.get(f"{refused.get_absolute_url()}report.csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert (rows[0], len(rows)) == (["Record", "Reason"], 62)
    assert rows[2] == ["'=A-0 Refused", "Your roles do not allow it."]
    assert "Zinnober" not in text


@pytest.mark.parametrize(("method", "page"), [("get", ""), ("get", "report.csv"), ("post", "undo/")])
def test_the_report_is_there_for_nobody_else(seller, web, colleague, method, page):
    bulk = done(web, "order", "owner", [make.make_order(responsible=seller)], value=colleague.pk)
    other = Client()
    other.force_login(make.make_user(role="administration"))

    assert getattr(other, method)(f"{bulk.get_absolute_url()}{page}").status_code == 404


def test_a_tag_that_others_added_stays(web, seller):
    mine, theirs = make.make_order("Mine", responsible=seller), make.make_order("Theirs", responsible=seller)
    known = tag()
    make.make_tag(theirs)
    bulk = done(web, "order", "tag", [mine, theirs], value=known.pk)
    assert (bulk.done, bulk.same) == (1, 1)

    web.post(f"{bulk.get_absolute_url()}undo/")

    assert (mine.taglink_set.count(), theirs.taglink_set.count()) == (0, 1)
