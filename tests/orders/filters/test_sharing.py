"""Who may share, what others see, what the history says."""

import pytest
from django.test import Client

from crm_merge.audit.models import ChangeSet
from orders.models import DefaultFilter, SavedFilter
from tests.orders import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return signed_in(make.make_user("root", role="administration", language="en", first_name="Ada", last_name="Amt"))


@pytest.fixture
def sales() -> Client:
    return signed_in(make.make_user("sales", role="sales", department="Sales", language="en"))


def signed_in(user) -> Client:
    web = Client()
    web.force_login(user)
    return web


def share(admin, name: str = "Everyone's", default: str = "") -> SavedFilter:
    admin.post("/orders/filters/save/", {"query": "responsible=me", "name": name, "shared": "on", "default": default})
    return SavedFilter.objects.get(name=name)


def test_a_shared_filter_is_seen_by_everybody_and_an_operation_of_the_settings(admin, sales):
    one = share(admin)

    assert [tab.saved for tab in sales.get("/orders/?saved=all").context["shelf"].tabs] == [one]
    operation = ChangeSet.objects.latest("pk")
    assert (operation.kind, operation.by_name) == ("settings_changed", "Ada Amt")
    assert "shared the filter <strong>Everyone" in admin.get("/history/").content.decode()


def test_every_change_of_a_shared_filter_is_told(admin):
    one = share(admin)
    admin.post(f"/orders/filters/{one.pk}/update/", {"query": "title=x"})
    admin.post(f"/orders/filters/{one.pk}/", {"name": "Ours", "shared": "on", "default": "all"})
    admin.post(f"/orders/filters/{one.pk}/", {"name": "Ours", "default": ""})
    admin.post(f"/orders/filters/{one.pk}/", {"name": "Ours", "shared": "on", "default": ""})
    admin.post(f"/orders/filters/{one.pk}/delete/")

    acts = [
        one.details.get("act") for one in ChangeSet.objects.filter(kind="settings_changed", details__has_key="act").order_by("pk")
    ]
    assert acts == [
        "filter_shared",
        "filter_changed",
        "filter_changed",
        "filter_default",
        "filter_withdrawn",
        "filter_shared",
        "filter_deleted",
    ]


def test_sharing_needs_the_right_at_the_moment_of_writing(admin, sales):
    one = share(admin)
    before = ChangeSet.objects.count()

    for page, data in (("update/", {"query": "title=x"}), ("delete/", {})):
        assert sales.post(f"/orders/filters/{one.pk}/{page}", data).status_code == 403
    sales.post(f"/orders/filters/{one.pk}/", {"name": "Stolen", "shared": "on", "default": "all"})
    sales.post("/orders/filters/save/", {"query": "title=x", "name": "Mine", "shared": "on", "default": ""})

    one.refresh_from_db()
    assert (one.name, one.query, one.is_shared) == ("Everyone's", "responsible=me", True)
    assert not SavedFilter.objects.get(name="Mine").is_shared
    assert not DefaultFilter.objects.filter(person=None).exists()
    assert ChangeSet.objects.count() == before


def test_a_private_filter_is_nobody_elses(admin, sales):
    sales.post("/orders/filters/save/", {"query": "title=secret", "name": "Mine", "default": ""})
    one = SavedFilter.objects.get()

    for method, page in (("get", ""), ("post", ""), ("post", "update/"), ("post", "delete/")):
        assert getattr(admin, method)(f"/orders/filters/{one.pk}/{page}").status_code == 404
        assert getattr(admin, method)(f"/orders/filters/987654/{page}").status_code == 404
    assert "Mine" not in admin.get("/orders/?saved=all").content.decode()
    assert f"saved-count-{one.pk}" not in admin.get("/orders/filters/counts/").content.decode()


def test_the_teams_default_gives_way_to_ones_own(admin, sales):
    share(admin, default="all")
    assert "responsible=me" in sales.get("/orders/").url

    sales.post("/orders/filters/save/", {"query": "title=x", "name": "Mine", "default": "me"})

    assert "title=x" in sales.get("/orders/").url


def test_a_filter_that_is_no_longer_shared_is_nobody_elses_default(admin, sales):
    one = share(admin)
    sales.post(f"/orders/filters/{one.pk}/", {"default": "me"})
    assert sales.get("/orders/").status_code == 302

    admin.post(f"/orders/filters/{one.pk}/", {"name": "Everyone's", "default": ""})

    assert sales.get("/orders/").status_code == 200


def test_only_what_everybody_sees_can_begin_for_everybody(admin):
    answer = admin.post("/orders/filters/save/", {"query": "title=x", "name": "Mine", "default": "all"})

    assert "Only a filter that everybody sees" in answer.content.decode()
    assert not SavedFilter.objects.exists()
