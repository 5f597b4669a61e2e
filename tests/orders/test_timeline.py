"""The timeline: one stream of everything that happened, filtered and paged by address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.services import add_subjects
from orders.models import Comment
from orders.timeline import PER_PAGE, RANKS, SHOWS, timeline
from tests.merging.merging_tools import MAKERS, merge

from . import factories as make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client, seller):
    client.force_login(seller)
    return client


def everything(record, reader, show: str = "all") -> list[list[tuple[str, int]]]:
    """All pages of the timeline, each as what and key of its moments."""
    pages, before = [], ""
    while True:
        page = timeline(record, reader=reader, show=show, before=before)
        pages.append([(moment.what, moment.row) for moment in page])
        assert len(pages) < 200, "the pages go round in a circle"
        before = page.older
        if not before:
            return pages


def fill(record, seller, number: int) -> None:
    """Something of every kind; many of them in the same instant."""
    for place in range(number):
        at = NOON + timedelta(minutes=place // 3)
        make.make_comment(record, f"Comment {place}", created_at=at, author=seller)
        make.make_activity(record, f"Call {place}", done_at=at, kind="call")
        make.make_file(record, b"x", f"{place}.txt", created_at=at)
        with make.recording("changed") as opened:
            record.reference = str(place)
            record.save()
            add_subjects(opened, [record])


@pytest.mark.parametrize("show", SHOWS)
def test_pages_follow_each_other_without_gap_or_repetition(seller, show):
    order = make.make_order(responsible=seller)
    fill(order, seller, 25)

    pages = everything(order, seller, show)

    flat = [moment for page in pages for moment in page]
    assert len(flat) == len(set(flat))
    wanted = {"comments": "comment", "activities": "activity", "files": "file", "changes": "operation"}
    kinds = [wanted[show]] if show in wanted else list(RANKS)
    numbers = {kind: sum(what == kind for what, _row in flat) for kind in RANKS}
    assert all(numbers[kind] >= 25 for kind in kinds)
    assert not any(numbers[kind] for kind in set(RANKS) - set(kinds))
    assert all(len(page) == PER_PAGE for page in pages[:-1])


def test_the_newest_stand_first_and_ties_have_one_order(seller):
    order = make.make_order(responsible=seller)
    fill(order, seller, 9)

    keys = [moment.key for moment in timeline(order, reader=seller)]

    assert keys == sorted(keys, reverse=True)


def test_every_place_in_a_tie_can_be_the_end_of_a_page(seller, monkeypatch):
    order = make.make_order(responsible=seller)
    fill(order, seller, 4)
    whole = everything(order, seller)[0]

    for size in (1, 2, 3, 5):
        monkeypatch.setattr("orders.timeline.PER_PAGE", size)
        assert [moment for page in everything(order, seller) for moment in page] == whole


@pytest.mark.parametrize(
    "query", ["?show=nonsense", "?before=x", "?before=2026-05-04T12:00:00%2B00:00~9~1", "?before=~~", "?before=2026-13-99~1~1"]
)
def test_what_means_nothing_is_left_aside(web, seller, query):
    order = make.make_order(responsible=seller)
    make.make_comment(order, "Called")

    page = web.get(f"{order.get_absolute_url()}{query}")

    assert (page.status_code, page.context["timeline"].show) == (200, "all")
    assert "Called" in page.content.decode()


def test_the_filter_and_older_entries_work_by_address(web, seller):
    order = make.make_order(responsible=seller)
    for place in range(PER_PAGE + 1):
        make.make_comment(order, f"Comment {place:02d}", created_at=NOON + timedelta(minutes=place))

    page = web.get(f"{order.get_absolute_url()}?show=comments")

    assert "Comment 00" not in page.content.decode()
    assert 'aria-current="true">Comments' in page.content.decode()
    older = web.get(order.get_absolute_url(), {"show": "comments", "before": page.context["timeline"].older})
    text = older.content.decode()
    assert "Comment 00" in text
    assert "Comment 01" not in text
    assert "Newest entries" in text


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("kind", MAKERS)
def test_no_filter_asks_more_than_all_and_none_grows(web, seller, kind, show):
    few, many = (MAKERS[kind](name, responsible=seller) for name in ("Few", "Many"))
    fill(few, seller, 2)
    fill(many, seller, 40)
    web.get("/orders/")  # what all pages share is read
    counts = []
    for record in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert web.get(f"{record.get_absolute_url()}?show={show}").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20


@pytest.mark.parametrize("kind", MAKERS)
def test_the_page_of_a_merged_record_stays_within_twenty_statements(web, seller, kind):
    others = [make.make_user(name, department=seller.department) for name in ("one", "two", "three")]
    records = []
    for place, owner in enumerate(others):
        parent = {"parent" if kind == "company" else "company": make.make_company(f"C{place}", responsible=owner)}
        stage = {"stage": make.make_stage(("new", "offer", "won")[place])} if kind == "order" else {}
        records.append(make.attach_everything(MAKERS[kind](f"R{place}", responsible=owner, **parent, **stage), mark=f"m{place}"))
    merge(records, by=make.make_user("root", role="administration"))

    with CaptureQueriesContext(connection) as queries:
        page = web.get(records[0].get_absolute_url())

    assert "Merged from" in page.content.decode()
    assert len(queries) <= 20


def test_a_merge_stands_among_the_changes(web, seller):
    pair = [make.make_order(name, responsible=seller) for name in ("Stays", "Goes")]
    merge(pair, by=make.make_user("root", role="administration"))

    page = web.get(f"{pair[0].get_absolute_url()}?show=changes").content.decode()

    assert "merged" in page
    assert pair[1].display_number in page


def test_instants_are_exact_on_hover(web, seller):
    order = make.make_order(responsible=seller)
    make.make_comment(order, "Called", created_at=NOON)

    page = web.get(f"{order.get_absolute_url()}?show=comments").content.decode()

    assert f'<time datetime="{NOON.isoformat()}" title="' in page


def test_related_records_beyond_twenty_are_a_link_away(web, seller):
    company = make.make_company(responsible=seller)
    for place in range(23):
        make.make_contact(f"Person {place:02d}", company=company, responsible=seller)
    for _each in range(3):
        make.make_order(company=company, responsible=seller)
    hidden = make.make_user(department="Elsewhere")
    make.make_contact("Hidden", company=company, responsible=hidden)

    page = web.get(company.get_absolute_url()).content.decode()

    assert f'<a href="/contacts/?company={company.pk}">Show all 23</a>' in page
    assert "/orders/?company=" not in page


def test_a_comment_that_goes_leaves_the_timeline(web, seller):
    order = make.make_order(responsible=seller)
    web.post(f"{order.get_absolute_url()}comments/", {"text": "Wrong"})
    assert [moment.what for moment in timeline(order, reader=seller)] == ["comment", "operation"]

    web.post(f"{order.get_absolute_url()}comment/{Comment.objects.get().pk}/remove/")

    assert [moment.what for moment in timeline(order, reader=seller)] == ["operation", "operation"]
