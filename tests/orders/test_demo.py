"""The demo: made once, the same every time, and believable to the last line."""

import re

import phonenumbers
import pytest
from django.core.management import call_command
from django.utils import timezone

from crm_merge.audit.models import ChangeSet, Kind
from orders.demo import load_demo, words
from orders.models import Activity, Address, Comment, Company, Contact, ContactPoint, Order, OrderLine, TagLink
from orders.totals import totals_of
from tests.merging.snapshot import snapshot

COUNTRY_CODES = {"Deutschland": 49, "United Kingdom": 44, "Ireland": 353, "United States": 1, "Canada": 1}
OTHER = {"de": "en", "en": "de"}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once; every test of this file reads, or writes in a transaction of its own that is rolled back."""
    with django_db_blocker.unblock():
        assert load_demo()
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def demo(loaded, db) -> None:
    """The demo, for this test."""


def languages() -> dict[int, str]:
    countries = dict(Address.objects.filter(company__isnull=False).values_list("company_id", "country"))
    return {key: "de" if country == "Deutschland" else "en" for key, country in countries.items()}


def folded(text: str) -> str:
    return re.sub(r"[^a-zäöüß]+", " ", text.casefold()).strip()


def test_loading_it_again_changes_nothing(demo, capsys):
    before, operations = snapshot(bookkeeping=True), ChangeSet.objects.count()

    call_command("demo")
    assert load_demo() is False

    assert snapshot(bookkeeping=True) == before
    assert ChangeSet.objects.count() == operations
    assert "Demo sign-ins: sales, colleague, manager, admin" in capsys.readouterr().out


def test_it_is_some_hundred_records_in_one_operation(demo):
    assert (Company.objects.count(), Contact.objects.count(), Order.objects.count()) == (34, 98, 220)
    operation = ChangeSet.objects.get(kind=Kind.IMPORTED)
    assert operation.subjects.count() == 34 + 98 + 220
    assert set(languages().values()) == {"de", "en"}


def test_it_tells_of_forty_duplicate_pairs(demo):
    mails = Order.objects.filter(source="email", title__regex=r" \((per E-Mail|by e-mail)\)$")
    for mail in mails:
        call = Order.objects.get(pk=mail.pk - 1)
        assert (call.source, call.company, call.amount, call.currency) == ("phone", mail.company, mail.amount, mail.currency)
        assert mail.title.startswith(call.title)
        assert call.created_at < mail.created_at
        spellings = [order.contactpoint_set.get(kind="phone") for order in (call, mail)]
        assert spellings[0].normalised == spellings[1].normalised
        assert spellings[0].value != spellings[1].value
        assert call.contact_links.count() + mail.contact_links.count() == 3
    people = [twin for twin in Contact.objects.filter(position="") if _same_person(twin)]
    companies = Company.objects.filter(reference__endswith="-2")
    assert (mails.count(), len(people), companies.count()) == (28, 8, 4)


def _same_person(twin: Contact) -> bool:
    mail = twin.contactpoint_set.get(kind="email")
    others = ContactPoint.objects.filter(kind="email", normalised=mail.normalised, contact__company=twin.company)
    return others.exclude(contact=twin).exists()


def test_only_duplicates_share_a_name(demo):
    originals = Contact.objects.exclude(position="").values_list("first_name", "last_name")
    assert len(originals) == len(set(originals)) == 90
    names = Company.objects.exclude(reference__endswith="-2").values_list("name", flat=True)
    assert len(names) == len(set(names)) == 30


def texts_of_orders() -> list[tuple[int, str]]:
    """Company and text of everything written on orders."""
    by_order = dict(Order.objects.values_list("pk", "company_id"))
    found = [(order.company_id, text) for order in Order.objects.all() for text in (order.title, order.description)]
    for model, name in ((OrderLine, "name"), (Comment, "text"), (Activity, "subject"), (TagLink, "tag__name")):
        rows = model.objects.filter(order__isnull=False).values_list("order_id", name)
        found += [(by_order[order], text) for order, text in rows]
    return [(company, folded(text)) for company, text in found if text]


def vocabulary() -> dict[str, set[str]]:
    """What is only ever said in one of the languages."""
    said = {language: set() for language in OTHER}
    for language in said:
        groups = (words.TITLES, words.COMMENTS, words.TAGS, words.STREETS, words.POSITIONS)
        said[language] = {folded(text) for group in groups for text in group[language]}
        said[language] |= {folded(text[language].partition("{")[0]) for text in (words.CALLS, words.MAILS, words.EMAIL_NOTES)}
        said[language] |= {folded(row[1 if language == "de" else 2]) for row in words.GOODS}
    both = said["de"] & said["en"]
    return {language: texts - both for language, texts in said.items()}


def test_nobody_is_written_to_in_the_other_language(demo):
    language, said = languages(), vocabulary()
    texts = texts_of_orders()
    texts += [(key, folded(street)) for key, street in Address.objects.values_list("company_id", "street")]
    texts += [(key, folded(position)) for key, position in Contact.objects.values_list("company_id", "position") if position]

    strange = [text for company, text in texts for other in said[OTHER[language[company]]] if other in text]

    assert strange == []
    assert sum(1 for company, text in texts for own in said[language[company]] if own in text) > 800


def test_every_amount_is_the_sum_of_its_lines_in_the_customers_currency(demo):
    country = dict(Address.objects.filter(company__isnull=False).values_list("company_id", "country"))
    for order in Order.objects.prefetch_related("lines"):
        assert totals_of(order.lines.all()) == {order.currency: order.amount}
        assert order.currency == words.CURRENCIES[country[order.company_id]]
        assert {line.vat for line in order.lines.all()} == {19 if country[order.company_id] == "Deutschland" else 0}


def test_phones_ring_in_the_customers_country_and_mail_reaches_nobody(demo):
    country = dict(Address.objects.filter(company__isnull=False).values_list("company_id", "country"))
    for point in ContactPoint.objects.filter(kind="phone").select_related("order", "contact"):
        company = point.company_id or (point.order or point.contact).company_id
        assert phonenumbers.parse(point.normalised).country_code == COUNTRY_CODES[country[company]], point.value
    for value in ContactPoint.objects.filter(kind__in=("email", "web")).values_list("normalised", flat=True):
        assert value.endswith(".example")


def test_everything_happened_in_the_past_and_in_its_order(demo):
    now = timezone.now()
    for record in (*Order.objects.select_related("company", "stage"), *Contact.objects.select_related("company")):
        assert record.company.created_at < record.created_at < now
    for order in Order.objects.select_related("stage"):
        assert order.begins_on <= order.closes_on
        assert order.stage.outcome == "open" or order.closes_on <= timezone.localdate()
    for model in (Activity, Comment):
        assert not model.objects.filter(created_at__gt=now).exists()
