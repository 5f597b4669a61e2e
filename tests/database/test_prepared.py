"""Prepared querysets give what the querysets give, whatever keys they were made with."""

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext

from crm_merge.access.models import Department, User
from crm_merge.database.prepared import prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    departments = [Department.objects.create(name=name) for name in ("Sales", "Service")]
    return [
        User.objects.create(username=name, department=departments[place % 2]) for place, name in enumerate(("ada", "bob", "cleo"))
    ]


@prepared
def in_department(key: int) -> QuerySet:
    return User.objects.filter(department=key).select_related("department").order_by("username")


def test_each_key_gets_its_own_rows_with_what_they_point_to(people):
    sales, service = people[0].department, people[1].department

    for _again in range(2):
        assert in_department(sales.pk) == [people[0], people[2]]
        assert in_department(service.pk) == [people[1]]
        assert in_department(0) == []
    with CaptureQueriesContext(connection) as queries:
        assert [user.department.name for user in in_department(sales.pk)] == ["Sales", "Sales"]
    assert len(queries) == 1
    assert in_department.first(service.pk) == people[1]
    assert in_department.first(0) is None


def test_any_number_of_keys_is_asked_with_the_same_sql(people):
    made = []

    @prepared
    def among(keys: list[int]) -> QuerySet:
        made.append(keys)
        return User.objects.filter(pk__among=keys).order_by("pk")

    for chosen in (people, people[:1], [], people[1:]):
        assert among([user.pk for user in chosen]) == chosen
    assert len(made) == 1


def test_the_lookup_follows_links(people):
    keys = [people[1].department_id]

    assert list(User.objects.filter(department__among=keys)) == [people[1]]
    assert list(User.objects.exclude(department__among=keys).order_by("pk")) == [people[0], people[2]]


def test_keywords_make_a_statement_of_their_own(people):
    @prepared
    def named(*, order: str) -> QuerySet:
        return User.objects.order_by(order).values_list("username", flat=True)

    assert named(order="username") == ["ada", "bob", "cleo"]
    assert named(order="-username") == ["cleo", "bob", "ada"]


def test_texts_are_values_too(people):
    made = []

    @prepared
    def called(name: str, department: int) -> QuerySet:
        made.append(name)
        return User.objects.filter(username=name, department=department)

    sales, service = people[0].department_id, people[1].department_id
    assert called("ada", sales) == [people[0]]
    assert called("bob", service) == [people[1]]
    assert called("bob", sales) == called("'; --", sales) == called("%s", sales) == []
    assert len(made) == 1


def test_no_more_shapes_are_kept_than_fit(people, monkeypatch):
    monkeypatch.setattr("crm_merge.database.prepared.MOST_SHAPES", 2)
    made = []

    @prepared
    def first(*, most: int) -> QuerySet:
        made.append(most)
        return User.objects.order_by("username")[:most]

    assert [len(first(most=most)) for most in (1, 2, 2, 3, 1)] == [1, 2, 2, 3, 1]
    assert made == [1, 2, 3, 1]


def test_unions_and_values_come_as_usual(people):
    @prepared
    def both(first: int, second: int) -> QuerySet:
        found = [User.objects.filter(pk=key).values("username", of=Value("x")) for key in (first, second)]
        return found[0].union(found[1], all=True).order_by("username")

    assert both(people[2].pk, people[0].pk) == [{"username": "ada", "of": "x"}, {"username": "cleo", "of": "x"}]


def test_what_can_hold_nothing_is_not_asked():
    @prepared
    def nobody(key: int) -> QuerySet:
        return User.objects.none().filter(pk=key)

    with CaptureQueriesContext(connection) as queries:
        assert nobody(1) == []
    assert len(queries) == 0


@pytest.mark.parametrize("rows", [lambda: User.objects.prefetch_related("roles"), lambda: Department(pk=1).people.all()])
def test_querysets_that_need_more_than_a_statement_are_refused(rows):
    with pytest.raises(TypeError, match="one statement"):
        prepared(lambda: rows())()
