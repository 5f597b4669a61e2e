"""The own account: everybody changes language, time zone and password, and nothing else."""

import pytest
from django.test import Client

from crm_merge.audit.models import ChangeSet
from tests.orders.factories import make_user

from .tools import text


@pytest.fixture
def seller(client, db):
    person = make_user("seller", role="sales")
    client.force_login(person)
    return person


def test_language_and_time_zone_take_effect_with_the_next_page(client, seller):
    client.post("/account/", {"language": "de", "time_zone": "Asia/Tokyo", "is_superuser": "on", "username": "root"})

    seller.refresh_from_db()
    assert (seller.language, seller.time_zone, seller.is_superuser, seller.username) == ("de", "Asia/Tokyo", False, "seller")
    assert "Mein Konto" in text(client.get("/account/"))


@pytest.mark.parametrize("change", [{"language": "tlh"}, {"time_zone": "../etc/passwd"}, {"time_zone": "x" * 500}])
def test_wrong_choice_is_answered_in_words(client, seller, change):
    answer = client.post("/account/", {"language": "en", "time_zone": "UTC"} | change)

    assert answer.status_code == 200
    assert "Select a valid choice." in text(answer)
    seller.refresh_from_db()
    assert seller.time_zone == ""


def test_password_is_changed_this_session_stays_the_others_end(client, seller):
    elsewhere = Client()
    elsewhere.force_login(seller)
    new = {"old_password": "demo", "new_password1": "correct horse 9", "new_password2": "correct horse 9"}

    client.post("/account/password/", new)

    seller.refresh_from_db()
    assert seller.check_password("correct horse 9")
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old_password": "wrong"}, "Your old password was entered incorrectly."),
        ({"new_password1": "tiny-pw9", "new_password2": "tiny-pw9"}, "too short"),
        ({"new_password1": "seller2026", "new_password2": "seller2026"}, "too similar to the username"),
        ({"new_password2": "something else 1"}, "didn’t match"),
    ],
)
def test_bad_password_is_answered_in_words_and_never_sent_back(client, seller, typed, sentence):
    data = {"old_password": "demo", "new_password1": "correct horse 9", "new_password2": "correct horse 9"} | typed

    answer = client.post("/account/password/", data)

    assert sentence in text(answer)
    assert data["new_password1"] not in text(answer)
    seller.refresh_from_db()
    assert seller.check_password("demo")


def test_saving_without_a_difference_writes_no_entry(client, seller):
    before = ChangeSet.objects.count()

    client.post("/account/", {"language": "", "time_zone": ""})

    assert ChangeSet.objects.count() == before
