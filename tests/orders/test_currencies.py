"""Which currencies forms offer; what records have stays valid."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.currencies import CODES
from orders.models import Currency
from orders.offered import Currencies
from tests.people.tools import text

from . import factories as make
from .test_record_pages import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make.make_user("root", role="administration")


@pytest.fixture
def web(client, admin):
    client.force_login(admin)
    return client


def offer_codes(web, *codes: str) -> None:
    for code in codes:
        web.post("/settings/currencies/", {"code": code})


def order_of() -> list[str]:
    return list(Currency.objects.order_by("position").values_list("code", flat=True))


def test_without_a_choice_every_currency_is_offered(db):
    offered = Currencies()

    assert (offered.codes, offered.default) == (sorted(CODES), "EUR")


def test_currencies_are_offered_in_their_order_with_a_default(web):
    offer_codes(web, "chf", "EUR", "USD")
    usd = Currency.objects.get(code="USD")

    web.post("/settings/currencies/", {"up": usd.pk})
    web.post("/settings/currencies/", {"default": usd.pk})

    offered = Currencies()
    assert (offered.codes, offered.default) == (["CHF", "USD", "EUR"], "USD")
    form = web.get("/orders/new/").context["editor"].form
    assert form["currency"].value() == "USD"
    web.post("/settings/currencies/", {"withdraw": usd.pk})
    assert (Currencies().codes, Currencies().default) == (["CHF", "EUR"], "CHF")


@pytest.mark.parametrize(
    ("code", "sentence"), [("XYZ", "is no currency code"), ("", "This field is required"), ("EUR", "offered already")]
)
def test_a_senseless_currency_gets_a_sentence(web, code, sentence):
    offer_codes(web, "EUR")

    assert sentence in text(web.post("/settings/currencies/", {"code": code}, follow=True))
    assert order_of() == ["EUR"]


def test_a_currency_no_longer_offered_stays_on_records_and_is_refused_elsewhere(web, admin):
    stored = make.make_order(responsible=admin, currency="USD")
    other = make.make_order(responsible=admin, currency="EUR")
    offer_codes(web, "EUR", "CHF")
    kept, refused = (f"/orders/{order.pk}/edit/" for order in (stored, other))

    assert web.post(kept, posted(web.get(kept), title="Changed")).status_code == 302
    answer = web.post(refused, posted(web.get(refused), currency="USD"))

    assert "USD is not offered here. Choose one of EUR, CHF." in text(answer)
    stored.refresh_from_db()
    other.refresh_from_db()
    assert (stored.currency, stored.title, other.currency) == ("USD", "Changed", "EUR")


def test_the_lines_of_a_form_ask_for_the_currencies_once(web, admin):
    offer_codes(web, "EUR")
    counts = []
    for number in (1, 30):
        order = make.make_order(responsible=admin)
        for _each in range(number):
            make.make_line(order)
        data = posted(web.get(f"/orders/{order.pk}/edit/"), title="X")
        with CaptureQueriesContext(connection) as queries:
            assert web.post(f"/orders/{order.pk}/edit/", data).status_code == 302
        counts.append(len(queries))

    assert counts[0] == counts[1]
