"""The CRM history as its readers see it: sentences, changes, filters, rights."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from crm_merge.audit.bulk import move_rows
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import add_subjects, change_set
from orders.models import Activity
from tests.orders.factories import make_activity, make_company, make_contact_point, make_order, make_stage, make_user
from trash.services import move_to_trash, purge

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_user(role="manager", first_name="Sabine", last_name="Vogt")


@pytest.fixture
def seller():
    return make_user(role="sales", department="Nord")


def _page(client, user, query="", language="en") -> str:
    client.force_login(user)
    with translation.override(language):
        answer = client.get(f"{reverse('audit:history')}{query}", headers={"accept-language": language})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def _merge(by, primary, others) -> ChangeSet:
    with change_set(Kind.MERGED, by=by) as opened:
        add_subjects(opened, [primary], role="primary")
        add_subjects(opened, others, role="merged")
    return opened


def _edit(order, by, **values) -> ChangeSet:
    with change_set(Kind.CHANGED, by=by) as opened:
        for name, value in values.items():
            setattr(order, name, value)
        order.save()
        add_subjects(opened, [order])
    return opened


def _changes(client, user, operation) -> str:
    client.force_login(user)
    answer = client.get(operation.get_absolute_url(), headers={"hx-request": "true"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_merge_reads_as_a_sentence(client, manager):
    primary, first, second = make_order(), make_order(), make_order()
    _merge(manager, primary, [first, second])

    page = _page(client, manager)

    assert "merged" in page
    for record in (primary, first, second):
        assert f'href="{record.get_absolute_url()}"' in page
        assert f">{record.display_number}</a>" in page


def test_operation_shows_old_and_new_value_in_words(client, manager):
    order = make_order("Old title", stage=make_stage("new"))
    operation = _edit(order, manager, title="New title", stage=make_stage("won"))

    changes = _changes(client, manager, operation)

    assert "<del>Old title</del>" in changes
    assert "<ins>New title</ins>" in changes
    assert "<del>New</del>" in changes
    assert "<ins>Won</ins>" in changes
    assert "Search" not in changes


def test_moved_rows_are_grouped_and_counted(client, manager):
    source, target = make_order("Source"), make_order("Target")
    for number in range(3):
        make_activity(source, f"Call {number}")
    with change_set(Kind.MERGED, by=manager) as operation:
        add_subjects(operation, [source, target])
        move_rows(Activity, "order", to_id=target.pk, from_ids=[source.pk])

    changes = _changes(client, manager, operation)

    assert f"<strong>3 activities</strong> moved from {source.label} to {target.label}" in changes
    assert "Call 1" not in changes


def test_several_writes_of_one_operation_show_as_one_change(client, manager):
    order = make_order("First")
    with change_set(Kind.CHANGED, by=manager) as operation:
        _edit(order, manager, title="Second")
        _edit(order, manager, title="Third")

    changes = _changes(client, manager, operation)

    assert "Second" not in changes
    assert "<del>First</del>" in changes
    assert "<ins>Third</ins>" in changes


def test_only_readers_of_the_history_may_open_it(client, seller):
    client.force_login(seller)

    answer = client.get(reverse("audit:history"))

    assert answer.status_code == 403


def _history_reader_of_the_north():
    from crm_merge.access.models import Role

    reader = make_user(role="sales", department="Nord")
    role = Role.objects.create(name="Reads history", can_read_history=True)
    reader.roles.add(role)
    return reader


def test_nothing_of_unreadable_records_is_shown_or_counted(client, manager):
    reader = _history_reader_of_the_north()
    mine = make_order("Mine", responsible=reader)
    secret = make_order("Top secret", responsible=make_user(role="sales", department="Süd"))
    hidden = _edit(secret, manager, title="Hidden title")
    merge = _merge(manager, mine, [secret])

    page = _page(client, reader)

    assert "Mine" in page
    assert "other records" in page
    for leak in ("secret", secret.display_number, secret.get_absolute_url(), hidden.get_absolute_url(), "1 more"):
        assert leak not in page
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(merge.get_absolute_url()).status_code == 200
    assert 'class="ledger-line' not in _page(client, reader, "?q=secret")
    assert client.get(reverse("audit:record", args=["orders.order", secret.pk])).status_code == 404


def test_rows_from_an_unreadable_record_are_counted_without_its_name(client, manager):
    reader = _history_reader_of_the_north()
    mine = make_order("Mine", responsible=reader)
    secret = make_order("Top secret", responsible=make_user(role="sales", department="Süd"))
    make_activity(secret, "Call")
    with change_set(Kind.MERGED, by=manager) as operation:
        add_subjects(operation, [mine, secret])
        move_rows(Activity, "order", to_id=mine.pk, from_ids=[secret.pk])

    changes = _changes(client, reader, operation)

    assert "<strong>1 activity</strong> moved from another record" in changes
    assert "secret" not in changes


def test_purged_record_is_named_only_for_readers_of_all(client):
    admin = make_user(role="administration")
    reader = _history_reader_of_the_north()
    order = make_order("Gone", responsible=reader)
    purge(move_to_trash([order], by=admin), by=admin)

    assert "Gone" in _page(client, admin)
    assert "Gone" not in _page(client, reader)


def test_record_history_needs_only_the_right_to_read_the_record(client, seller):
    order = make_order("Mine", responsible=seller)
    make_contact_point(order, "+49 221 1234")
    _edit(order, seller, title="Mine again")
    client.force_login(seller)

    answer = client.get(reverse("audit:record", args=["orders.order", order.pk]))

    assert answer.status_code == 200
    assert answer.content.decode().count("ledger-line ") == 3
    assert f"{seller}" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=merged", ["merged"]),
        ("?kind=changed", ["changed"]),
        ("?type=orders.company", ["created"]),
        ("?q=Nordwind", ["created"]),
        ("?since=2001-01-01&until=2001-12-31", []),
        ("?since=2001-01-01&kind=merged", ["merged"]),
    ],
)
def test_filters(client, manager, query, found):
    order, company = make_order(), make_company("Nordwind AG")
    _edit(order, manager, title="x")
    _merge(manager, make_order(), [order])
    assert company.pk

    page = _page(client, manager, query)

    lines = [part.split('"')[0] for part in page.split('class="ledger-line ledger-')[1:]]
    assert lines == found


@pytest.mark.parametrize(
    "query",
    [
        "?q=" + "x" * 5000,
        "?person=abc",
        "?person=99999999999999999999999",
        "?kind=nonsense",
        "?type=auth.user",
        "?since=yesterday",
        "?since=0001-01-01",
        "?until=9999-12-31",
        "?since=2026-02-02&until=2026-01-01",
    ],
)
def test_bad_filter_values_get_a_sentence_and_are_kept(client, manager, query):
    make_order()
    client.force_login(manager)

    answer = client.get(reverse("audit:history") + query)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "invalid-feedback" in page
    assert "ledger-line" not in page


@pytest.mark.parametrize("position", ["abc", "1-2", "9" * 40 + "-" + "9" * 40, "-", "1%20"])
@pytest.mark.parametrize("name", ["after", "before"])
def test_bad_positions_show_the_newest(client, manager, name, position):
    make_order()

    assert "ledger-line" in _page(client, manager, f"?{name}={position}")


ADDRESSES = ["0/", "-1/", "abc/", "9" * 30 + "/", "record/orders.order/x/", "record/auth.user/1/", "%00/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_unknown_addresses_are_missing_pages(client, manager, address):
    client.force_login(manager)

    assert client.get(reverse("audit:history") + address).status_code in (400, 404)


@pytest.mark.parametrize("query", ["?q=%00", "?person=%00", "?after=%00", "?before=%ff"])
def test_unreadable_characters_are_refused_with_a_page(client, manager, query):
    client.force_login(manager)

    answer = client.get(reverse("audit:history") + query)

    assert answer.status_code in (200, 400)
    assert "</html>" in answer.content.decode()


def test_paging_shows_every_operation_once(client, manager):
    stage = make_stage()
    for number in range(60):
        make_order(f"Order {number}", stage=stage)

    pages = [_page(client, manager)]
    while 'rel="next"' in pages[-1]:
        link = pages[-1].split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        pages.append(client.get(link).content.decode())

    assert pages[0].count('class="ledger-line ') == 50
    for number in range(60):
        assert sum(f"Order {number}<" in page for page in pages) == 1, number


def test_statements_do_not_grow_with_operations_and_rows(client, manager):
    def statements(size: int) -> tuple[int, int]:
        source, target = make_order(), make_order()
        for number in range(size):
            make_activity(source, f"Call {number}")
        with change_set(Kind.MERGED, by=manager) as operation:
            add_subjects(operation, [source, target])
            move_rows(Activity, "order", to_id=target.pk, from_ids=[source.pk])
        client.force_login(manager)
        client.get(reverse("audit:history"))  # the people to choose from are kept from page to page
        with CaptureQueriesContext(connection) as page:
            client.get(reverse("audit:history"))
        with CaptureQueriesContext(connection) as changes:
            client.get(operation.get_absolute_url())
        return len(page), len(changes)

    few = statements(3)
    assert statements(300) == few
    assert few[0] <= 5  # session, person, operations, subjects, what is still there
