"""People, roles and departments as flat values: compared, kept in the history, and sent along with a page.

Rows that are referred to are named by their keys. A password is never part of a state.
"""

from collections.abc import Iterable
from typing import Any

from crm_merge.access.models import Action, Department, Grant, Role, Scope, User
from crm_merge.access.permissions import RIGHTS
from crm_merge.access.registry import record_types

State = dict[str, Any]

ROLE_TEXTS = ("name", "name_de", "description")
PERSON_TEXTS = ("username", "first_name", "last_name", "email", "language", "time_zone")
SPECIAL_RIGHTS = tuple(RIGHTS.values())


def cell(record_type: str, action: str) -> str:
    """The name of one cell of the matrix: ``orders.order:edit``."""
    return f"{record_type}:{action}"


def cells() -> list[str]:
    """Every cell of the matrix, row by row."""
    return [cell(record_type, action) for record_type in record_types() for action in Action.values]


def grants_of(state: State) -> Iterable[tuple[str, str, str]]:
    """Record type, action and scope of every cell that grants something."""
    for name in cells():
        if state[name] != Scope.NONE:
            yield (*name.split(":"), state[name])


def role_state(role: Role) -> State:
    """Texts, special rights and every cell of the matrix. A new role grants nothing."""
    state = {name: getattr(role, name) for name in (*ROLE_TEXTS, *SPECIAL_RIGHTS)}
    state |= dict.fromkeys(cells(), str(Scope.NONE))
    granted = Grant.objects.filter(role=role) if role.pk else ()
    return state | {name: grant.scope for grant in granted if (name := cell(grant.record_type, grant.action)) in state}


def person_state(person: User) -> State:
    state = {name: getattr(person, name) for name in PERSON_TEXTS}
    state["department"] = person.department_id
    state["roles"] = sorted(role.pk for role in person.roles.all()) if person.pk else []
    return state


def department_state(department: Department) -> State:
    return {"name": department.name, "parent": department.parent_id}


def differing(before: State, after: State) -> list[str]:
    """The names under which two states hold different values, in the order of ``after``."""
    return [name for name in after if before.get(name) != after[name]]
