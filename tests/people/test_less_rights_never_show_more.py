"""Whatever rights somebody has: taking one away, or narrowing one, never shows or allows more."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm_merge.access.models import Action, Department, Grant, Role, Scope, User
from crm_merge.access.permissions import RIGHTS, permitted
from orders.models import Contact, Order
from tests.orders.factories import make_contact, make_order

SCOPES = st.sampled_from(Scope.values)
CELLS = [(model, action) for model in (Order, Contact) for action in Action.values]
MATRIX = st.fixed_dictionaries(dict.fromkeys(CELLS, SCOPES))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a failure says enough as it is; shrinking it takes minutes
ROLES = st.lists(st.tuples(MATRIX, st.sets(st.sampled_from(sorted(RIGHTS.values())))), min_size=1, max_size=3)


@pytest.fixture
def person(db) -> User:
    """Somebody in the middle of a tree of departments, and owners everywhere in it."""
    top = Department.objects.create(name="Top")
    middle = Department.objects.create(name="Middle", parent=top)
    places = [top, middle, Department.objects.create(name="Below", parent=middle), Department.objects.create(name="Other"), None]
    owners = [User.objects.create(username=f"owner{number}", department=place) for number, place in enumerate(places)]
    person = User.objects.create(username="person", department=middle)
    for owner in (*owners, person, None):
        make_order(responsible=owner)
        make_contact(responsible=owner)
    return person


def _give(person: User, roles) -> list[Role]:
    made = []
    for number, (matrix, rights) in enumerate(roles):
        role = Role.objects.create(name=f"R{number}", **dict.fromkeys(rights, True))
        Grant.objects.bulk_create(
            Grant(role=role, record_type=model._meta.label_lower, action=action, scope=scope)
            for (model, action), scope in matrix.items()
        )
        person.roles.add(role)
        made.append(role)
    return made


def _all_of(person: User) -> set[tuple]:
    """Everything the person may do now: (type, action, record), and the special rights."""
    fresh = User.objects.get(pk=person.pk)
    seen = {
        (model, action, key)
        for model, action in CELLS
        for key in permitted(model.objects.all(), user=fresh, action=action).values_list("pk", flat=True)
    }
    return seen | {(name,) for name in RIGHTS if fresh.has_perm(name)}


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=ROLES, data=st.data())
def test_taking_away_never_adds(person, roles, data):
    with transaction.atomic():
        made = _give(person, roles)
        before = _all_of(person)
        role = data.draw(st.sampled_from(made))
        grant = data.draw(st.sampled_from(list(role.grants.order_by("pk"))))

        narrower = data.draw(st.sampled_from([scope for scope in Scope if scope.width <= Scope(grant.scope).width]))
        Grant.objects.filter(pk=grant.pk).update(scope=narrower)
        narrowed = _all_of(person)
        Grant.objects.filter(pk=grant.pk).delete()
        without_grant = _all_of(person)
        person.roles.remove(role)
        without_role = _all_of(person)
        person.roles.clear()

        assert before >= narrowed >= without_grant >= without_role
        assert _all_of(person) == set()
        transaction.set_rollback(True)
