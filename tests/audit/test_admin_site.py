"""The admin site writes only through the history, and never into it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from crm_merge.audit.admin import AuditedAdmin
from crm_merge.audit.models import ChangeSet, HistoryRow, Kind, Subject
from crm_merge.audit.statements import history_of
from orders.models import Product, Tag
from tests.frame.routes import routes
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_line, make_order, make_product, make_tag, make_user
from trash.models import TrashEntry

pytestmark = pytest.mark.django_db
PRODUCT = {"number": "P-1", "name": "Desk", "unit": "piece", "unit_price": "10", "currency": "EUR", "is_active": "on"}
HOSTILE = ("0", "-1", str(2**63), "9" * 40, "x", "None", "1_2", "x" * 500, "%00", "%ff")


@pytest.fixture
def keeper():
    return make_user("keeper", role="administration", is_staff=True, is_superuser=True, first_name="Ada", last_name="Amt")


@pytest.fixture
def web(client, keeper):
    assert routes()  # reads the URL configuration, which prepares the site
    client.force_login(keeper)
    client.raise_request_exception = False
    return client


def writable(model_admin: admin.ModelAdmin, rf, keeper) -> bool:
    request = rf.get("/admin/")
    request.user = keeper
    rights = (model_admin.has_add_permission, model_admin.has_change_permission, model_admin.has_delete_permission)
    return any(right(request) for right in rights)


def test_what_can_be_written_is_written_through_the_history(web, rf, keeper):
    site = admin.site._registry

    assert {model for model, one in site.items() if writable(one, rf, keeper) and not isinstance(one, AuditedAdmin)} == set()
    assert not any(issubclass(model, HistoryRow) or model in (ChangeSet, Subject, TrashEntry) for model in site)
    assert {Product, Tag} <= set(site)


def test_each_change_is_one_operation_that_readers_of_the_history_see(web, keeper):
    web.post(reverse("admin:orders_product_add"), PRODUCT)
    product = Product.objects.get()
    web.post(reverse("admin:orders_product_change", args=[product.pk]), PRODUCT | {"name": "Table"})
    web.post(reverse("admin:orders_product_delete", args=[product.pk]), {"post": "yes"})

    operations = ChangeSet.objects.filter(kind=Kind.SETTINGS_CHANGED, source="admin").order_by("pk")
    rows = history_of(Product).objects.filter(change_set__in=operations).order_by("history_id")
    assert [(row.history_type, row.name) for row in rows] == [("+", "Desk"), ("~", "Table"), ("-", "Table")]
    assert {(one.by_key, one.by_name) for one in operations} == {(keeper.pk, "Ada Amt")}
    web.force_login(make_user(role="manager"))
    page = web.get("/history/", {"kind": "settings_changed"}).content.decode()
    assert page.count("P-1 Desk") + page.count("P-1 Table") >= 3
    assert "<del>Desk</del>" in web.get(operations[1].get_absolute_url()).content.decode()


def test_deleting_several_is_one_operation(web):
    products = [make_product(), make_product()]
    action = {"action": "delete_selected", "_selected_action": [product.pk for product in products]}
    before = ChangeSet.objects.count()

    question = web.post(reverse("admin:orders_product_changelist"), action)
    assert (question.status_code, ChangeSet.objects.count()) == (200, before)
    web.post(reverse("admin:orders_product_changelist"), action | {"post": "yes"})

    assert not Product.objects.exists()
    assert ChangeSet.objects.count() == before + 1
    assert ChangeSet.objects.latest("pk").subjects.count() == 2


REFUSED = (
    {"name": ""},
    {"unit_price": "x"},
    {"unit_price": "-1"},
    {"unit_price": "9" * 40},
    {"number": "x" * 99},
    {"currency": "EURO"},
)


@pytest.mark.parametrize("typed", REFUSED)
def test_a_refused_form_leaves_no_operation(web, typed):
    before = ChangeSet.objects.count()

    answer = web.post(reverse("admin:orders_product_add"), PRODUCT | typed)

    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()
    assert (Product.objects.count(), ChangeSet.objects.count()) == (0, before)


def test_what_records_use_is_not_deleted(web):
    product = make_line(make_order(), product=make_product()).product
    link = make_tag(make_order())
    before, operations = snapshot(bookkeeping=True), ChangeSet.objects.count()

    for name, key in (("product", product.pk), ("tag", link.tag_id)):
        web.post(reverse(f"admin:orders_{name}_delete", args=[key]), {"post": "yes"})

    assert snapshot(bookkeeping=True) == before
    assert ChangeSet.objects.count() == operations


@pytest.mark.parametrize("page", ["change/", "delete/", "history/"])
@pytest.mark.parametrize("key", HOSTILE)
def test_senseless_addresses_get_a_page(web, key, page):
    answer = web.get(f"/admin/orders/product/{key}/{page}")

    assert answer.status_code in (302, 400, 404)


def test_the_site_is_for_those_who_may_change_settings_and_has_no_sign_in_of_its_own(client, web):
    client.logout()
    assert client.get("/admin/login/")["Location"].startswith("/login/?next=")
    assert client.post("/admin/login/", {"username": "keeper", "password": "demo"})["Location"].startswith("/login/?next=")
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/login/?next=")

    for role in ("sales", "manager"):
        client.force_login(make_user(role=role))
        for address in ("/admin/", "/admin/login/", "/admin/orders/product/", "/admin/orders/product/add/"):
            assert client.get(address).status_code in (302, 403)
        assert client.post("/admin/orders/product/add/", PRODUCT).status_code in (302, 403)
    assert not Product.objects.exists()
