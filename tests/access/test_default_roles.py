"""The three roles every installation starts with, as agreed."""

import pytest

from crm_merge.access.models import Action, Grant, Role, User
from crm_merge.access.permissions import RIGHTS, reload
from crm_merge.access.registry import record_types
from crm_merge.access.services import sync_roles
from orders.roles import DEFAULT_ROLES

from .company import EVERYTHING, reached


@pytest.fixture
def with_role(people):
    sync_roles(DEFAULT_ROLES)

    def give_role(name: str, *keys: str) -> User:
        people[name].roles.set(Role.objects.filter(key__in=keys))
        return reload(people[name])

    return give_role


def test_every_default_role_speaks_of_every_type_and_action():
    for role in DEFAULT_ROLES.values():
        assert set(role["grants"]) == set(record_types())
        assert all(set(scopes) == set(Action.values) for scopes in role["grants"].values())


@pytest.mark.parametrize("action", ["read", "create", "edit", "delete"])
def test_sales_works_with_the_records_of_the_department(with_role, action):
    seller = with_role("seller", "sales")
    assert reached(seller, action) == {"seller", "teammate"}
    assert not any(seller.has_perm(right) for right in RIGHTS)
    assert not any(seller.has_perm(f"orders.{action}_order") for action in ("export", "import"))


def test_a_manager_reads_everything_and_the_history(with_role):
    manager = with_role("head", "manager")
    assert reached(manager) == EVERYTHING
    assert {right for right in RIGHTS if manager.has_perm(right)} == {"audit.read_history"}
    assert not any(reached(manager, action) for action in Action.values if action != "read")


@pytest.mark.parametrize("action", Action.values)
def test_administration_may_everything(with_role, action):
    admin = with_role("outsider", "administration")
    assert reached(admin, action) == EVERYTHING
    assert all(admin.has_perm(right) for right in RIGHTS)


def test_roles_add_up(with_role):
    both = with_role("seller", "sales", "manager")
    assert reached(both) == EVERYTHING
    assert {"seller", "teammate"} <= reached(both, "edit") < EVERYTHING
    assert both.has_perm("audit.read_history")


@pytest.mark.django_db
def test_roles_that_administrators_changed_stay_changed():
    sync_roles(DEFAULT_ROLES)
    Grant.objects.filter(role__key="sales", action="delete").update(scope="none")
    Role.objects.filter(key="sales").update(name="Innendienst")
    assert sync_roles(DEFAULT_ROLES) == []
    assert Role.objects.get(key="sales").name == "Innendienst"
    assert not Grant.objects.filter(role__key="sales", action="delete").exclude(scope="none").exists()
    sync_roles(DEFAULT_ROLES, reset=True)
    assert Grant.objects.filter(role__key="sales", action="delete", scope="department").count() == len(record_types())
