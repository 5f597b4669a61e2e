"""Pages of people and rights open for those who may manage them; others read why not."""

import pytest

from crm_merge.access.models import Department, Role, User
from crm_merge.people import urls
from tests.orders.factories import make_user

from .tools import text

FOR_EVERYBODY = {"account", "password", "set_password"}
ROUTES = sorted(pattern.name for pattern in urls.urlpatterns if pattern.name not in FOR_EVERYBODY)
SENTENCES = ("Your roles do not allow you to manage people and roles.", "Your roles do not allow you to change the settings.")
WITHOUT_METHOD = {
    *((name, "post") for name in ("index", "roles", "persons", "departments")),
    *((name, "get") for name in ("role_people", "person_link", "person_reactivate")),
}


def _address(name: str) -> str:
    route = next(str(pattern.pattern) for pattern in urls.urlpatterns if pattern.name == name)
    model = Role if "roles" in route else User if "users" in route else Department
    Department.objects.get_or_create(name="Nord")
    return "/" + route.replace("<int:pk>", str(model.objects.order_by("pk").first().pk))


@pytest.fixture(autouse=True)
def _people(admin):
    """Somebody and something for every address to be about."""


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_signed_out_people_are_led_to_the_sign_in(client, name, method):
    answer = getattr(client, method)(_address(name))

    assert answer.status_code == 302
    assert answer.url.startswith("/login/")


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_are_refused_with_a_sentence_and_change_nothing(client, name, method):
    address = _address(name)
    others = [make_user("seller", role="sales"), make_user("chief", role="manager"), make_user("nobody")]
    before = (Role.objects.count(), User.objects.count(), Department.objects.count())

    for other in others:
        client.force_login(other)
        answer = getattr(client, method)(address)
        if (name, method) in WITHOUT_METHOD:
            assert answer.status_code == 405
        else:
            assert answer.status_code == 403
            assert any(sentence in text(answer) for sentence in SENTENCES)

    assert (Role.objects.count(), User.objects.count(), Department.objects.count()) == before


@pytest.mark.parametrize("name", ROUTES)
def test_administrators_open_every_page_that_can_be_opened(signed_in, name):
    answer = signed_in.get(_address(name))

    assert answer.status_code == (405 if (name, "get") in WITHOUT_METHOD else 200)


@pytest.mark.parametrize("kind", ["roles", "users", "departments"])
@pytest.mark.parametrize("key", ["0", "999999", "9" * 30, "x", "-1", "1/x"])
def test_missing_things_are_a_missing_page(signed_in, kind, key):
    assert signed_in.get(f"/settings/{kind}/{key}/").status_code == 404
    assert signed_in.post(f"/settings/{kind}/{key}/").status_code == 404


def test_section_is_in_the_navigation_of_those_who_may_only(client, signed_in):
    assert 'href="/settings/"' in text(signed_in.get("/"))
    client.force_login(make_user(role="manager"))
    assert 'href="/settings/"' not in text(client.get("/"))


def test_right_to_change_settings_alone_opens_its_card_and_the_site_behind_it(client):
    editor = make_user("editor")
    editor.roles.add(Role.objects.create(name="Settings", can_manage_settings=True))
    client.force_login(editor)

    page = text(client.get("/settings/"))
    assert "Products and tags" in page
    assert "/settings/roles/" not in page
    assert client.get("/admin/orders/product/").status_code == 200
    assert client.get("/admin/orders/product/add/").status_code == 200
    assert client.get("/settings/roles/").status_code == 403
    assert client.get("/admin/password_change/").url == "/account/password/"


def test_site_of_settings_is_closed_to_others(client):
    client.force_login(make_user(role="manager"))

    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/orders/product/").status_code == 302


def test_mark_on_the_account_alone_changes_no_settings(client):
    client.force_login(make_user("staff", is_staff=True))

    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/orders/product/").status_code == 403
    assert client.post("/admin/orders/tag/add/", {"name": "x"}).status_code == 403
