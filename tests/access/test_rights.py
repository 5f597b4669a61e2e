"""Rights asked of one record and the queryset of all permitted records agree, whatever roles a person has."""

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_merge.access.models import Action, Grant, Role, Scope, User
from crm_merge.access.permissions import RIGHTS, allowed, may, perm, permitted, reload
from crm_merge.access.services import sync_roles
from orders.models import Company, Contact, Order
from orders.roles import DEFAULT_ROLES
from tests.orders import factories as make

from .company import BELOW, EVERYTHING, give, reached

pytestmark = pytest.mark.django_db

MAKERS = {Order: make.make_order, Contact: make.make_contact, Company: make.make_company}
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
grants = st.dictionaries(st.sampled_from(Action.values), st.sampled_from(Scope.values))
roles = st.lists(grants, max_size=3)


@pytest.mark.parametrize(
    ("name", "scope", "expected"),
    [
        ("seller", Scope.NONE, set()),
        ("seller", Scope.OWN, {"seller"}),
        ("seller", Scope.DEPARTMENT, {"seller", "teammate"}),
        ("seller", Scope.SUBDEPARTMENTS, {"seller", "teammate", "junior"}),
        ("seller", Scope.ALL, EVERYTHING),
        ("head", Scope.DEPARTMENT, {"head"}),
        ("head", Scope.SUBDEPARTMENTS, BELOW),
        ("junior", Scope.SUBDEPARTMENTS, {"junior"}),
        ("loner", Scope.DEPARTMENT, {"loner"}),
        ("loner", Scope.SUBDEPARTMENTS, {"loner"}),
    ],
)
def test_a_scope_reaches_exactly_what_it_says(people, name, scope, expected):
    assert reached(give(people[name], [{"read": scope}])) == expected


def _asked_of_each(person: User, action: str, records: list[Model]) -> set[int]:
    return {record.pk for record in records if person.has_perm(perm(action, record), record)}


@pytest.mark.parametrize("role", DEFAULT_ROLES)
@pytest.mark.parametrize("model", MAKERS)
def test_default_roles_agree_on_record_and_queryset(people, role, model):
    sync_roles(DEFAULT_ROLES)
    for owner in (*people.values(), None):
        MAKERS[model](responsible=owner)
    records = list(model.objects.all())
    for person, action in itertools.product(people.values(), Action.values):
        person.roles.set([Role.objects.get(key=role)])
        person = reload(person)
        keys = set(permitted(model.objects.all(), user=person, action=action).values_list("pk", flat=True))
        assert _asked_of_each(person, action, records) == keys == allowed(person, action, records)
        assert person.has_perm(perm(action, model)) == may(person, action, model)


@given(descriptions=roles, name=st.sampled_from(["head", "seller", "junior", "loner", "outsider"]))
@FEW
def test_any_roles_agree_on_record_and_queryset(people, descriptions, name):
    person = give(people[name], descriptions)
    for action in Action.values:
        asked = {order.title for order in Order.objects.all() if person.has_perm(perm(action, Order), order)}
        assert asked == reached(person, action)


@given(descriptions=roles.filter(any), name=st.sampled_from(["head", "seller", "junior", "loner"]), data=st.data())
@FEW
def test_taking_a_right_away_never_shows_more(people, descriptions, name, data):
    person = give(people[name], descriptions)
    before = {action: reached(person, action) for action in Action.values}
    data.draw(st.sampled_from(list(Grant.objects.filter(role__people=person)))).delete()
    person = reload(person)
    assert all(reached(person, action) <= before[action] for action in Action.values)


@given(first=grants, second=grants)
@FEW
def test_of_several_roles_the_widest_grant_wins(people, first, second):
    seller = people["seller"]
    alone = []
    for one in (first, second):
        with_one = give(seller, [one])
        alone.append({action: reached(with_one, action) for action in Action.values})
    both = give(seller, [first, second])
    assert all(reached(both, action) == alone[0][action] | alone[1][action] for action in Action.values)


def test_a_grant_speaks_of_its_own_type_only(people):
    seller = give(people["seller"], [{"read": "all", "edit": "all"}], key="orders.contact")
    assert reached(seller) == set()
    assert not seller.has_perm("orders.read_order")
    assert not seller.has_perm("orders.edit_contact", Order.objects.first())


def test_an_account_that_is_off_may_nothing(people):
    seller = give(people["seller"], [{"read": "all"}])
    Role.objects.filter(people=seller).update(can_read_history=True)
    assert seller.has_perm("audit.read_history")
    User.objects.filter(pk=seller.pk).update(is_active=False, is_superuser=True)
    for person in (reload(seller), AnonymousUser()):
        assert reached(person) == set()
        assert not any(person.has_perm(name) for name in (*RIGHTS, "orders.read_order"))


def test_a_superuser_needs_no_role(people):
    people["loner"].is_superuser = True
    assert reached(people["loner"], "delete") == EVERYTHING
    assert all(people["loner"].has_perm(right) for right in RIGHTS)


def test_a_permission_nobody_declared_is_held_by_nobody(people):
    seller = give(people["seller"], [{"read": "all"}])
    for name in ("orders.fly_order", "orders.read_nothing", "access.change_user", "access.manage_roles"):
        assert not seller.has_perm(name)


def test_all_rights_of_a_person_are_one_statement(people, django_assert_num_queries):
    seller = give(people["seller"], [dict.fromkeys(Action.values, "department")] * 3)
    with django_assert_num_queries(1):
        for action, model in itertools.product(Action.values, MAKERS):
            seller.has_perm(perm(action, model))
        for right in RIGHTS:
            seller.has_perm(right)
