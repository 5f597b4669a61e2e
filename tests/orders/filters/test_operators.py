"""Every way to compare every type of field: which records are found."""

from datetime import date
from decimal import Decimal

import pytest

from crm_merge.access.models import User
from orders.filtering.fields import filter_fields
from orders.filtering.operators import EMPTY
from orders.kinds import KINDS
from orders.matching import matching
from orders.models import Observer, Order, OrderContact, Tag
from tests.orders import factories as make
from tests.orders.filters.asking import params

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return make.make_user("root", role="administration")


@pytest.fixture
def found(reader):
    """The titles that an address finds, in the order in which they were made."""

    def ask(query: str, kind: str = "order") -> list[str]:
        records = matching(KINDS[kind], params(query), user=reader).order_by("pk")
        return [record.title_text for record in records]

    return ask


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("title=chair", ["Chairs for Müller", "chairs"]),
        ("title=mull chair", ["Chairs for Müller"]),
        ("title=MUELLER", ["Chairs for Müller"]),
        ("title=uller", []),
        ("title=chair&title=desk", ["Chairs for Müller", "chairs", "Desk 7"]),
        ("title.exactly=CHAIRS", ["chairs"]),
        ("title.exactly=chairs for mueller", ["Chairs for Müller"]),
        ("title.begins=chairs f", ["Chairs for Müller"]),
        ("title.begins=desk", ["Desk 7"]),
        ("title.not=chairs", ["Chairs for Müller", "Desk 7"]),
        ("title=chair&title.not=chairs", ["Chairs for Müller"]),
        ("title.exactly=chairs&title.begins=desk&title.match=any", ["chairs", "Desk 7"]),
        ("description=delivery", ["Desk 7"]),
        ("description=äsche", ["Desk 7"]),
        ("description.empty=yes", ["Chairs for Müller", "chairs"]),
        ("description.empty=no", ["Desk 7"]),
        ("reference=sap", ["chairs"]),
        ("reference.exactly=sap-77", ["chairs"]),
    ],
)
def test_texts(found, query, expected):
    make.make_order("Chairs for Müller")
    make.make_order("chairs", reference="SAP-77")
    make.make_order("Desk 7", description="Delivery: left of the Äsche, 2nd floor")

    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("amount.min=100", ["b", "c"]),
        ("amount.max=100", ["a", "b"]),
        ("amount.min=100&amount.max=200", ["b", "c"]),
        ("amount.max=60&amount.min=150&amount.match=any", ["a", "c"]),
        ("amount=100", ["b"]),
        ("amount=50.5&amount=200", ["a", "c"]),
        ("amount.not=100", ["a", "c", "dollars", "none"]),
        ("amount.min=100&amount.currency=USD", ["dollars"]),
        ("amount.max=60&amount.min=150&amount.match=any&amount.currency=USD", ["dollars"]),
        ("amount.currency=USD", ["dollars"]),
        ("amount.empty=yes", ["none"]),
        ("currency=usd", ["dollars"]),
        ("currency.not=EUR", ["dollars"]),
    ],
)
def test_amounts_are_compared_within_one_currency(found, query, expected):
    for title, amount in (("a", "50.50"), ("b", "100"), ("c", "200")):
        make.make_order(title, amount=Decimal(amount))
    make.make_order("dollars", amount=Decimal("150"), currency="USD")
    make.make_order("none", amount=None)

    assert found(query) == expected


def test_numbers_of_records_in_any_spelling(found):
    first, second, third = (make.make_order(title) for title in ("a", "b", "c"))

    assert found(f"number=A-{first.number}&number={third.number}") == ["a", "c"]
    assert found(f"number.min=a {second.number}") == ["b", "c"]
    assert found(f"number.not={second.display_number}") == ["a", "c"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("closes_on=2026-03-31", ["end"]),
        ("closes_on.min=2026-03-31", ["end", "later"]),
        ("closes_on.max=2026-03-31", ["early", "end"]),
        ("closes_on.before=2026-03-31", ["early"]),
        ("closes_on.after=2026-03-31", ["later"]),
        ("closes_on.min=2026-03-01&closes_on.max=2026-03-31", ["end"]),
        ("closes_on.empty=yes", ["never"]),
        ("closes_on=2026-01-01&closes_on=2026-03-31", ["early", "end"]),
    ],
)
def test_days(found, query, expected):
    for title, day in (("early", date(2026, 1, 1)), ("end", date(2026, 3, 31)), ("later", date(2026, 4, 1)), ("never", None)):
        make.make_order(title, closes_on=day)

    assert found(query) == expected


def test_choices_stages_and_people(found, reader):
    offer, won = make.make_stage("offer"), make.make_stage("won")
    other = make.make_user("other")
    make.make_order("mine", stage=offer, responsible=reader, source="fair")
    make.make_order("theirs", stage=won, responsible=other)

    assert found(f"stage={offer.pk}") == ["mine"]
    assert found(f"stage={offer.pk}&stage={won.pk}") == ["mine", "theirs"]
    assert found(f"stage.not={offer.pk}") == ["theirs"]
    assert found("responsible=me") == ["mine"]
    assert found(f"responsible={other.pk}") == ["theirs"]
    assert found("responsible.not=me") == ["theirs"]
    assert found("source=fair&source=web") == ["mine"]
    assert found("source.empty=yes") == ["theirs"]
    assert found("source.not=fair") == ["theirs"]


def test_links_by_key_number_and_name(found):
    north, south = make.make_company("Nordlicht"), make.make_company("Südwind")
    make.make_order("n", company=north)
    make.make_order("s", company=south)
    make.make_order("none")

    assert found(f"company={north.pk}&company={south.pk}") == ["n", "s"]
    assert found(f"company.not={north.pk}") == ["s", "none"]
    assert found("company.named=Nordlicht") == ["n"]
    assert found(f"company.named={south.display_number}") == ["s"]
    assert found(f"company={north.pk}&company.named=Südwind") == ["n", "s"]
    assert found("company.empty=yes") == ["none"]


def test_a_link_to_a_merged_record_finds_its_home(found, reader):
    from tests.merging.merging_tools import merge

    home, merged = make.make_company("Nordlicht"), make.make_company("Nordlicht GmbH")
    make.make_order("n", company=home)
    merge([home, merged], by=reader)

    assert found(f"company={merged.pk}") == ["n"]


def test_contacts_of_an_order_find_it_once(found):
    order, person, other = make.make_order("a"), make.make_contact("Person"), make.make_contact("Other")
    make.make_order("b")
    with make.recording():
        OrderContact.objects.create(order=order, contact=person)
        OrderContact.objects.create(order=order, contact=other)

    assert found(f"contact={person.pk}&contact={other.pk}") == ["a"]
    assert found(f"contact.not={person.pk}") == ["b"]
    assert found("contact.empty=yes") == ["b"]
    assert found("contact.empty=no") == ["a"]


def test_tags(found):
    both, one = make.make_order("both"), make.make_order("one")
    make.make_order("none")
    for record, name in ((both, "urgent"), (both, "big"), (one, "big")):
        make.make_tag(record, name)
    urgent, big = (Tag.objects.get(name=name).pk for name in ("urgent", "big"))

    assert found(f"tags={urgent}&tags={big}") == ["both", "one"]
    assert found(f"tags.all={urgent}&tags.all={big}") == ["both"]
    assert found(f"tags.not={urgent}") == ["one", "none"]
    assert found("tags.empty=yes") == ["none"]


@pytest.mark.parametrize("spelling", ["0221 / 555 01 23", "+49 221 5550123", "5550123", "0221 55501"])
def test_phones_in_any_spelling(found, spelling):
    make.make_contact_point(make.make_order("a"), "+49 (0)221 5550123")
    make.make_contact_point(make.make_order("b"), "+49 30 999999")

    assert found(f"phone={spelling}") == ["a"]
    assert found(f"phone.not={spelling}") == ["b"]


def test_mail_and_web_addresses(found):
    make.make_contact_point(make.make_company("North"), "info@nord.example", kind="email")
    make.make_contact_point(make.make_company("South"), "https://south.example", kind="web")

    for text in ("info@nord.example", "INFO", "@nord", "nord.ex"):
        assert found(f"email={text}", "company") == ["North"]
    assert found("email=nfo", "company") == []
    assert found("email.empty=yes", "company") == ["South"]
    assert found("web=south", "company") == ["South"]


def test_fields_of_the_company(found):
    software = make.make_company("Nordlicht", industry="Software", source="fair")
    make.make_contact_point(software, "+49 221 5550123")
    make.make_tag(software, "key account")
    make.make_order("n", company=software)
    make.make_order("s", company=make.make_company("Südwind", industry="Crafts"))
    make.make_order("none")
    tag = Tag.objects.get(name="key account").pk

    for query in ("industry=soft", "industry.exactly=software", "source=fair", f"tags={tag}", "phone=5550123", "name=nord"):
        assert found(f"company.{query}") == ["n"], query
    assert found("company.industry.empty=yes") == ["none"]
    assert found("company.industry.exactly=software&company.name.exactly=südwind") == []


def test_activities_files_and_comments(found):
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    late, soon, done = (make.make_order(title) for title in ("late", "soon", "done"))
    make.make_activity(late, due_at=now - timedelta(days=1))
    make.make_activity(soon, due_at=now + timedelta(minutes=1))
    make.make_activity(done, due_at=now - timedelta(days=1), done_at=now)
    make.make_comment(done)
    make.make_file(late)

    assert found("open_activity=yes") == ["late", "soon"]
    assert found("open_activity=no") == ["done"]
    assert found("overdue=yes") == ["late"]
    assert found("activity_due.next=3") == ["soon"]
    assert found("activity_due.before=today") == ["late"]
    assert found("comments=yes") == ["done"]
    assert found("files=no") == ["soon", "done"]


def test_products_observers_and_stages_of_the_past(found, reader):
    order, other = make.make_order("a", stage=make.make_stage("new")), make.make_order("b", stage=make.make_stage("won"))
    line = make.make_line(order, product=make.make_product())
    with make.recording("changed"):
        Observer.objects.create(order=other, user=reader)
        fresh = Order.objects.get(pk=order.pk)
        fresh.stage = make.make_stage("won")
        fresh.save()

    assert found(f"product={line.product_id}") == ["a"]
    assert found("observer=me") == ["b"]
    assert found(f"was_stage={make.make_stage('new').pk}") == ["a"]
    assert found(f"was_stage={make.make_stage('won').pk}") == ["a", "b"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_operator_reads_like_the_end_of_a_field(kind):
    fields = filter_fields(KINDS[kind])
    names = {f"{key}.{operator}" for key, field in fields.items() for operator in field.operators}

    assert not names & set(fields)
    assert all(field.key == key for key, field in fields.items())
    assert EMPTY.name in fields["reference"].operators
