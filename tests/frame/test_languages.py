"""Pages speak the reader's language and show dates, numbers and money as the reader writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from crm_merge.access.models import User
from crm_merge.ui.display import display
from crm_merge.ui.money import format_money
from tests.orders import factories as make

NBSP = "\u00a0"
HALF_PAST_ELEVEN = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)


@pytest.fixture
def seller(db) -> User:
    return make.make_user("sales", role="sales", department="Sales")


def _language(answer) -> str:
    html = answer.content.decode()
    return html[html.index('<html lang="') + 12 :][:2]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("de-AT,de;q=0.9,en;q=0.5", "de"), ("en-GB", "en"), ("fr,de;q=0.5", "de"), ("fr", "en"), ("", "en"), ("x" * 600, "en")],
)
def test_the_browser_says_which_language(client, db, accepted, expected):
    answer = client.get("/login/", headers={"accept-language": accepted})
    assert _language(answer) == expected
    assert answer["Content-Language"] == expected
    assert "Accept-Language" in answer["Vary"]
    assert {"de": "Anmelden", "en": "Sign in"}[expected] in answer.content.decode()


def test_a_choice_is_kept_in_this_browser(client, db):
    client.post("/account/language/", {"language": "de", "next": "/login/"}, headers={"accept-language": "en"})
    assert _language(client.get("/login/", headers={"accept-language": "en"})) == "de"


def test_a_choice_is_kept_for_the_person_in_every_browser(client, seller):
    client.force_login(seller)
    answer = client.post("/account/language/", {"language": "de", "next": "/orders/?q=x"}, headers={"accept-language": "en"})
    assert (answer.status_code, answer["Location"]) == (302, "/orders/?q=x")
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(pk=seller.pk))
    assert _language(elsewhere.get("/orders/", headers={"accept-language": "en"})) == "de"


def test_the_language_of_the_person_wins_over_that_of_the_browser(client, seller):
    User.objects.filter(pk=seller.pk).update(language="en")
    client.force_login(seller)
    client.cookies["django_language"] = "de"
    assert _language(client.get("/orders/", headers={"accept-language": "de"})) == "en"


@pytest.mark.parametrize("chosen", ["", "fr", "../../x", "de\x00"])
def test_a_language_we_do_not_speak_changes_nothing(client, seller, chosen):
    client.force_login(seller)
    client.post("/account/language/", {"language": chosen})
    assert User.objects.get(pk=seller.pk).language == ""
    assert "django_language" not in client.cookies


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_else(client, db, target):
    answer = client.post("/account/language/", {"language": "de", "next": target})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("de", Decimal("1234567.50"), "1.234.567,50"),
        ("en", Decimal("1234567.50"), "1,234,567.50"),
        ("de", date(2026, 3, 9), "09.03.2026"),
        ("en", date(2026, 3, 9), "9 Mar 2026"),
        ("de", HALF_PAST_ELEVEN, "16.01.2026 00:30"),
        ("en", HALF_PAST_ELEVEN, "16 Jan 2026, 00:30"),
        ("de", True, "Ja"),
        ("en", False, "No"),
        ("de", None, ""),
    ],
)
def test_values_read_as_the_reader_writes_them(language, value, words):
    with translation.override(language), timezone.override(ZoneInfo("Europe/Berlin")):
        assert display(value) == words


@pytest.mark.parametrize(
    ("language", "amount", "currency", "words"),
    [
        ("de", "1234.50", "EUR", f"1.234,50{NBSP}€"),
        ("en", "1234.50", "EUR", "€1,234.50"),
        ("de", "-1234.50", "CHF", f"-1.234,50{NBSP}CHF"),
        ("en", "-1234.50", "USD", "-$1,234.50"),
        ("en", "0", "SEK", f"SEK{NBSP}0.00"),
        ("de", "0.0125", "EUR", f"0,0125{NBSP}€"),
        ("de", "1000000", "EUR", f"1.000.000,00{NBSP}€"),
    ],
)
def test_money_reads_as_the_reader_writes_it(language, amount, currency, words):
    with translation.override(language):
        assert format_money(Decimal(amount), currency) == words


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Europe/Berlin", "16.01.2026 00:30"), ("America/New_York", "15.01.2026 18:30"), ("Mars/Base", "16.01.2026 00:30")],
)
def test_a_page_shows_money_and_time_of_its_reader(client, seller, zone, shown):
    User.objects.filter(pk=seller.pk).update(time_zone=zone, language="de")
    order = make.make_order(responsible=seller, amount=Decimal("1234.50"), currency="EUR")
    make.make_comment(order, "Called", created_at=HALF_PAST_ELEVEN)
    client.force_login(seller)
    html = client.get(order.get_absolute_url()).content.decode()
    assert shown in html
    assert f"1.234,50{NBSP}€" in html
