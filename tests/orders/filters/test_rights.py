"""Filtering tells nobody what they may not read (P15)."""

import pytest

from orders.kinds import ORDERS
from orders.matching import filtered, matching
from orders.models import OrderContact, Tag
from tests.orders import factories as make
from tests.orders.filters.asking import params

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def hidden(seller):
    """A company and a contact of somebody else, on an order of the seller."""
    other = make.make_user(department="Other")
    company = make.make_company("Zinnober", responsible=other, industry="Software", source="fair")
    make.make_tag(company, "key account")
    make.make_contact_point(company, "+49 221 7770001")
    person = make.make_contact("Karmesin", responsible=other)
    order = make.make_order("Chairs", company=company, responsible=seller)
    with make.recording():
        OrderContact.objects.create(order=order, contact=person)
    return company, person


def found(user, query: str) -> list[str]:
    return [record.title for record in matching(ORDERS, params(query), user=user)]


def test_a_link_to_what_one_may_not_read_is_a_link_to_nothing(seller, hidden):
    for key, record in (("company", hidden[0]), ("contact", hidden[1])):
        there = filtered(ORDERS, params(f"{key}={record.pk}"), user=seller)
        missing = filtered(ORDERS, params(f"{key}=987654321"), user=seller)
        assert [one.title for one in there.qs] == [one.title for one in missing.qs] == ["Chairs"]
        assert [p.sentence.replace(str(record.pk), "") for p in there.problems] == [
            p.sentence.replace("987654321", "") for p in missing.problems
        ]
        named = filtered(ORDERS, params(f"{key}.named={record.display_number}"), user=seller)
        assert named.problems
        assert record.title_text not in str([*named.problems, *there.chip_words(), *named.chip_words()])


@pytest.mark.parametrize("query", ["industry=software", "source=fair", "name=zinnober", "phone=02217770001", "industry.empty=no"])
def test_fields_of_a_company_one_may_not_read_find_nothing(seller, hidden, query):
    assert found(seller, f"company.{query}") == []


def test_tags_of_a_company_one_may_not_read_find_nothing(seller, hidden):
    assert found(seller, f"company.tags={Tag.objects.get().pk}") == []


def test_people_one_may_not_read_are_not_hinted_at(seller, hidden):
    assert found(seller, "contact.empty=no") == []
    assert found(seller, "contact.empty=yes") == ["Chairs"]


def test_no_condition_finds_a_record_one_may_not_read(seller):
    make.make_order("Foreign", responsible=make.make_user(department="Other"))

    for query in ("title=foreign", "title.not=x", "stage.not=1", "open_activity=no", "title=a&title=f&title.match=any", ""):
        assert found(seller, query) == []
