"""Signing in and out: few attempts, a fresh session, nowhere else, and all of it in the history."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from crm_merge.access.models import User
from crm_merge.audit.models import ChangeSet
from tests.orders import factories as make

pytestmark = pytest.mark.django_db
GERMAN = {"accept-language": "de"}


@pytest.fixture(autouse=True)
def seller():
    cache.clear()
    yield make.make_user("sales", role="sales", department="Sales", first_name="Sabine", last_name="Vogt")
    cache.clear()


def sign_in(client: Client, password: str = "demo", username: str = "sales", target: str = "", **options):
    return client.post("/login/", {"login": username, "password": password, "next": target}, **options)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_user_name_and_password_open_the_product(client):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)


@pytest.mark.parametrize(
    ("username", "password"), [("sales", "wrong"), ("nobody", "demo"), ("", "demo"), ("sales", ""), ("x" * 500, "y" * 5000)]
)
def test_wrong_ones_stay_on_the_page_with_a_sentence(client, username, password):
    answer = sign_in(client, password, username, headers=GERMAN)
    assert answer.status_code == 200
    with translation.override("de"):
        sentences = [str(sentence) for found in answer.context["form"].errors.values() for sentence in found]
    assert sentences
    assert all(sentence in answer.content.decode() for sentence in sentences)
    assert not signed_in(client)


@pytest.mark.parametrize("username", ["sales", "nobody"])
@pytest.mark.parametrize(("language", "sentence"), [("de", "zu viele Anmeldeversuche"), ("en", "too many attempts to sign in")])
def test_the_sixth_attempt_is_refused_even_with_the_right_password(client, username, language, sentence):
    """Also for a name that does not exist, so that nobody learns which names do; and from any worker and address."""
    for number in range(5):
        answer = sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "wrong", username)
        assert sentence not in answer.content.decode()
    answer = sign_in(client, "demo", username, headers={"accept-language": language})
    assert answer.status_code in (200, 429)
    assert sentence in answer.content.decode()
    assert not signed_in(client)


def test_attempts_on_one_name_do_not_lock_out_another(client):
    make.make_user("colleague", role="sales")
    for number in range(6):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "wrong")
    sign_in(client, username="colleague")
    assert signed_in(client)


def test_one_address_cannot_try_many_names():
    answers = [sign_in(Client(REMOTE_ADDR="192.0.2.7"), "wrong", f"name{number}") for number in range(12)]
    assert any(answer.status_code == 429 or b"too many attempts" in answer.content for answer in answers)


def test_the_session_is_a_new_one_after_signing_in(client):
    client.get("/login/")
    session = client.session
    session["left"] = "behind"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/orders/").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_signing_in_leads_nowhere_else(client, target):
    assert sign_in(client, target=target)["Location"] == "/"


def test_signing_in_leads_where_one_wanted_to_go(client):
    wanted = client.get("/orders/?q=chair")
    assert wanted["Location"] == "/login/?next=/orders/%3Fq%3Dchair"
    assert sign_in(client, target="/orders/?q=chair")["Location"] == "/orders/?q=chair"


def test_signing_out_asks_first_and_ends_the_session(client):
    sign_in(client)
    key = client.session.session_key
    assert client.get("/logout/").status_code == 200
    assert signed_in(client)
    assert client.post("/logout/")["Location"] == "/login/"
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/orders/").status_code == 302


def test_signing_out_needs_the_token_of_the_page():
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(User.objects.get(username="sales"))
    assert careful.post("/logout/").status_code == 403
    assert signed_in(careful)


def test_sign_ins_and_failures_are_in_the_history(client, seller):
    sign_in(client, "wrong")
    sign_in(client, "wrong", "nobody")
    sign_in(client)
    entries = list(
        ChangeSet.objects.filter(kind__in=["signed_in", "sign_in_failed"]).order_by("pk").values_list("kind", "by_key")
    )
    assert entries == [("sign_in_failed", None), ("sign_in_failed", None), ("signed_in", seller.pk)]
    assert ChangeSet.objects.filter(kind="sign_in_failed").first().details == {"name": "sales"}
    assert "wrong" not in str(list(ChangeSet.objects.values()))


def test_a_switched_off_account_is_told_so_and_stays_out(client, seller):
    sign_in(client)
    User.objects.filter(pk=seller.pk).update(is_active=False)
    assert client.get("/orders/").status_code == 302, "a running session ends at once"
    again = Client()
    answer = sign_in(again, headers=GERMAN, follow=True)
    assert answer.status_code == 403
    assert "Zugang abgeschaltet" in answer.content.decode()
    assert not signed_in(again)
    assert ChangeSet.objects.filter(kind="sign_in_failed", details__name="sales").count() == 1


def test_a_switched_off_account_is_not_betrayed_by_a_wrong_password(client, seller):
    User.objects.filter(pk=seller.pk).update(is_active=False)
    unknown = sign_in(client, "wrong", "nobody").content.decode()
    assert "switched off" not in sign_in(client, "wrong").content.decode()
    assert "switched off" not in unknown


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/password/reset/", "/admin/password_change/"])
def test_there_is_no_other_door(client, path):
    assert client.get(path).status_code in (302, 404)
    assert client.post(path, {"username": "new", "password1": "long enough 1", "login": "new"}).status_code in (302, 403, 404)
    assert not User.objects.filter(username="new").exists()


def test_the_admin_site_signs_in_by_the_same_page(client):
    assert client.get("/admin/login/")["Location"].startswith("/login/")
    sign_in(client)
    assert client.get("/admin/").status_code in (302, 403)


def test_demo_people_exist_only_after_the_demo(client):
    from orders.demo import load_demo
    from orders.demo.people import sign_ins

    assert set(User.objects.values_list("username", flat=True)) == {"sales"}
    User.objects.all().delete()
    load_demo()
    for username in ("sales", "colleague", "manager", "admin"):
        browser = Client()
        sign_in(browser, username=username)
        assert signed_in(browser), username
        assert username in sign_ins()
