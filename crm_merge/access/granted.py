"""What roles give a person, read in one statement, and the person of a session together with it.

By hand, because every page asks this: the ORM would need longer to put the statement together than the database to answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from crm_merge.reference.keeping import EDITION

from .models import Department, User

RIGHTS = {
    "audit.read_history": "can_read_history",
    "trash.restore_records": "can_restore",
    "trash.purge_records": "can_purge",
    "access.manage_roles": "can_manage_roles",
    "access.manage_settings": "can_manage_settings",
}

Granted = Sequence[Mapping[str, Any]]
"""One row per grant of each role, with the rights of the role; a role without grants has one row."""

_COLUMNS = ["grants.record_type", "grants.action", "grants.scope", *(f"role.{name}" for name in RIGHTS.values())]
_PAIRS = ", ".join(f"'{column.partition('.')[2]}', {column}" for column in _COLUMNS)
_GRANTED = f"""
    SELECT coalesce(json_agg(json_build_object({_PAIRS})), '[]')
    FROM access_user_roles AS given JOIN access_role AS role ON role.id = given.role_id
    LEFT JOIN access_grant AS grants ON grants.role_id = role.id
    WHERE given.user_id = %s
"""  # noqa: S608 - constants
_PERSON = f"""
    SELECT person.*, department.name AS department_name, department.parent_id AS department_parent_id,
        ({_GRANTED}) AS granted, ({EDITION}) AS edition_keys
    FROM access_user AS person LEFT JOIN access_department AS department ON department.id = person.department_id
    WHERE person.id = %s AND person.is_active
"""  # noqa: S608 - constants


def read_granted(user_id: int) -> Granted:
    with connection.cursor() as cursor:
        cursor.execute(_GRANTED, [user_id])
        return cursor.fetchone()[0]


def active_person(user_id: int) -> User | None:
    """The person with department, ``granted`` and ``edition``; nobody once the account is switched off."""
    person = next(iter(User.objects.raw(_PERSON, [user_id, user_id])), None)
    if person is None:
        return None
    if person.department_id is not None:
        department = (person.department_id, person.department_name, person.department_parent_id)
        person.department = Department.from_db(person._state.db, ("id", "name", "parent_id"), department)
    person.edition = tuple(person.edition_keys or ())
    return person
