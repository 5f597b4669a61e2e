"""The page that asks before an operation is undone, the undoing, and the report."""

import pytest

from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.jobs.models import Job
from crm_merge.jobs.services import run_job
from crm_merge.taking_back import views
from orders.models import Order
from tests.orders.factories import make_company, make_order, make_user
from trash.services import move_to_trash

from .taking_back_tools import edit, operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(client, admin):
    client.force_login(admin)
    return client


def changed(admin, number: int = 3) -> tuple[ChangeSet, list[Order]]:
    orders = [make_order(f"Before {place}") for place in range(number)]
    with operation(admin, "imported") as done:
        update_with_history(Order.objects.all(), {"title": "Imported"})
        add_subjects(done, orders)
    return done, orders


def page(done: ChangeSet) -> str:
    return f"/history/{done.pk}/undo/"


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_says_what_happens_and_the_report_what_happened(web, admin):
    done, orders = changed(admin)
    move_to_trash([orders[0]], by=admin)

    asked = words(web.get(page(done)))
    assert "<strong>2</strong> Orders: put back" in asked
    assert "It is in the trash. Nothing is written there." in asked
    assert f'href="{page(done)}"' in words(web.get(f"/history/{done.pk}/"))
    told = words(web.post(page(done), {"decided": "1"}, follow=True))

    assert "Undone: 2 rows were changed." in told
    assert "<strong>2</strong> Orders: put back" in told
    assert Order.objects.get(pk=orders[0].pk).label in told
    assert set(Order.objects.live().values_list("title", flat=True)) == {"Before 1", "Before 2"}
    undone = ChangeSet.objects.get(kind=Kind.UNDONE)
    assert "undid the import of" in words(web.get(f"/history/{undone.pk}/"))


def test_later_edits_are_asked_about_and_stay_unless_chosen(web, admin):
    done, orders = changed(admin)
    for order in orders[:2]:
        edit(order, title="Later")

    asked = words(web.get(page(done)))
    assert asked.count("Keep the later edit") == 2
    back = f"conflict.orders.order.{orders[0].pk}.title"
    undecided = web.post(page(done), {back: "back"}, follow=True)
    assert "edited since. Decide" in words(undecided)
    assert not ChangeSet.objects.filter(kind=Kind.UNDONE).exists()
    web.post(page(done), {back: "back", "decided": "1"})

    assert list(Order.objects.order_by("pk").values_list("title", flat=True)) == ["Before 0", "Later", "Before 2"]


def test_undone_twice_is_undone_once(web, admin):
    done, _orders = changed(admin)
    web.post(page(done), {"decided": "1"})
    again = web.post(page(done), {"decided": "1"})

    assert "What happened" in words(again)
    assert ChangeSet.objects.filter(kind=Kind.UNDONE).count() == 1


def test_a_large_one_is_undone_in_the_background_with_progress(web, admin, monkeypatch):
    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)
    done, orders = changed(admin)
    edit(orders[2], title="Later")

    asked = words(web.get(page(done)))
    assert "<strong>3</strong> orders" in asked
    assert asked.count("Keep the later edit") == 1
    answer = web.post(page(done), {"decided": "1"})
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.page_url) == ("done", page(done))
    assert "2" in job.message
    assert list(Order.objects.order_by("pk").values_list("title", flat=True)) == ["Before 0", "Before 1", "Later"]


def test_nothing_left_to_undo_is_said_not_a_fault(web, admin, monkeypatch):
    done, orders = changed(admin)
    for order in orders:
        edit(order, title="Later")

    answer = web.post(page(done), {"decided": "1"})
    assert answer.status_code == 409
    assert "Nothing could be undone" in words(answer)
    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)
    web.post(page(done), {"decided": "1"})
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Nothing could be undone" in job.message


def test_operations_of_other_kinds_have_no_such_page(web, admin):
    with change_set("changed", by=admin) as plain:
        add_subjects(plain, [make_company()])

    assert web.get(page(plain)).status_code == 404
    assert page(plain) not in words(web.get(f"/history/{plain.pk}/"))


def test_what_is_not_for_the_reader_is_not_named(client, admin):
    seller = make_user("seller", role="sales", department="North")
    done, orders = changed(admin)
    edit(orders[0], responsible=seller)
    edit(orders[1], title="Secret later")
    client.force_login(seller)

    asked = words(client.get(page(done)))
    assert "<strong>1</strong> Order: put back" in asked
    assert "Secret" not in asked
    assert "Some of it is not for you" in asked
    told = words(client.post(page(done), {"decided": "1"}, follow=True))
    assert orders[1].display_number not in told
    assert set(Order.objects.values_list("title", flat=True)) == {"Before 0", "Secret later", "Imported"}


def test_statements_of_the_page_do_not_grow(web, admin, django_assert_max_num_queries):
    few, _orders = changed(admin, 3)
    many, orders = changed(admin, 60)
    for order in orders[:40]:
        edit(order, title="Later")
    for done in (few, many):
        with django_assert_max_num_queries(20):
            web.get(page(done))
