"""Values of a field that would make a record its own ancestor."""

import pytest

from merging.loops import looping_keys
from orders.models import Company, Contact
from tests.orders.factories import make_company, make_contact

pytestmark = pytest.mark.django_db
PARENT = Company._meta.get_field("parent")


def _chain(length: int) -> list[Company]:
    chain = [make_company("Top")]
    for number in range(length - 1):
        chain.append(make_company(f"Below {number}", parent=chain[-1]))
    return chain


def test_the_records_themselves_and_everything_below_them_loop():
    top, upper, lower, bottom = _chain(4)
    bottom.parent = lower

    assert looping_keys(PARENT, [upper, bottom]) == {upper.pk, bottom.pk, lower.pk}
    assert looping_keys(PARENT, [top, make_company(parent=bottom)]) >= {top.pk, bottom.pk}


def test_what_is_above_and_beside_does_not_loop(django_assert_num_queries):
    top, upper, _lower = _chain(3)
    other = make_company("Other", parent=make_company("Beside"))

    with django_assert_num_queries(1):
        found = looping_keys(PARENT, [upper, other])
    assert found == {upper.pk, other.pk}
    assert top.pk not in found


def test_nothing_is_asked_without_values_or_for_other_fields(django_assert_num_queries):
    companies, contacts = [make_company(), make_company()], [make_contact(company=make_company()), make_contact()]

    with django_assert_num_queries(0):
        assert looping_keys(PARENT, companies) == set()
        assert looping_keys(Contact._meta.get_field("company"), contacts) == set()


def test_a_circle_that_is_there_already_does_not_hang():
    first, second = make_company("First"), make_company("Second")
    Company.objects.filter(pk=first.pk).update(parent=second)
    Company.objects.filter(pk=second.pk).update(parent=first)

    assert looping_keys(PARENT, [Company.objects.get(pk=first.pk), make_company()]) >= {first.pk, second.pk}
