"""Chips read as words in the reader's language."""

import pytest
from django.utils import translation

from orders.kinds import ORDERS
from orders.matching import filtered
from tests.orders import factories as make
from tests.orders.filters.asking import params

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "english", "german"),
    [
        ("amount.min=1000", "Amount ≥ €1,000", "Betrag ≥ 1.000 €"),
        ("amount.min=10.50&amount.currency=USD", "Amount ≥ $10.50", "Betrag ≥ 10,50 $"),
        ("amount.min=9&amount.max=1&amount.match=any", "Amount ≥ €9 or ≤ €1", "Betrag ≥ 9 € oder ≤ 1 €"),
        ("amount.currency=USD", "Amount: in USD", "Betrag: in USD"),
        ("created.last=7", "Created: last 7 days", "Erstellt: letzte 7 Tage"),
        ("created=this-week", "Created: this week", "Erstellt: diese Woche"),
        ("closes_on.empty=yes", "Closes on: empty", "Abschluss: leer"),
        ("source=fair&source=web", "Source: Trade fair or Website", "Quelle: Messe oder Website"),
        ("source.not=fair", "Source: not Trade fair", "Quelle: nicht Messe"),
        ("responsible=me", "Responsible person: me", "Verantwortlich: ich"),
        ("title=a b", "Title: “a b”", "Titel: „a b“"),
        ("open_activity=yes", "Has an open activity: Yes", "Hat eine offene Aktivität: Ja"),
    ],
)
def test_a_chip_says_what_is_asked(query, english, german):
    user = make.make_user(role="administration")
    for language, words in (("en", english), ("de", german)):
        with translation.override(language):
            said = filtered(ORDERS, params(query), user=user).chip_words()
        assert [text.replace("\u00a0", " ") for _key, text in said] == [words]


def test_of_many_values_only_the_first_are_named():
    user = make.make_user(role="administration")
    with translation.override("en"):
        ((_key, said),) = filtered(
            ORDERS, params("reference=a&reference=b&reference=c&reference=d&reference=e"), user=user
        ).chip_words()

    assert said == "External number: “a”, “b”, “c” or 2 more"


def test_a_field_of_the_company_says_whose_it_is():
    user = make.make_user(role="administration")
    with translation.override("en"):
        ((_key, said),) = filtered(ORDERS, params("company.source=fair"), user=user).chip_words()

    assert said == "Company · Source: Trade fair"
