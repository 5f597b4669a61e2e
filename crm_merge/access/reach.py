"""How far the rights of a person reach, apart from who it is: people with the same reach ask the same statements.

Prepared statements (``crm_merge.database.prepared``) take the reach as what shapes them and the person's keys as values.
"""

from collections.abc import Sequence
from typing import NamedTuple

from .models import Scope, User
from .permissions import below, has_right, scope_of
from .registry import record_types

Who = tuple[int, int, Sequence[int]]  # keys of a person, of the department, of the departments below


class Reach(NamedTuple):
    """Which records a person may read: the scope per type, and whether the history may be read."""

    scopes: tuple[tuple[str, Scope], ...]
    has_department: bool
    reads_history: bool

    def person(self, who: Who) -> User:
        """Somebody with this reach, to ask ``permitted`` with; the keys may be stand-ins."""
        key, department, departments = who
        person = User(pk=key, department_id=department if self.has_department else None)
        person._widest = {(record_type, "read"): scope for record_type, scope in self.scopes}
        person._rights = {"can_read_history"} if self.reads_history else set()
        person._departments_below = list(departments)
        return person


def reach_of(user: User) -> tuple[Reach, Who]:
    """What shapes the statements of ``user``, and the keys that belong in there."""
    scopes = tuple((name, scope_of(user, name, "read")) for name in record_types())
    departments = below(user) if any(scope == Scope.SUBDEPARTMENTS for _name, scope in scopes) else []
    reach = Reach(scopes, user.department_id is not None, has_right(user, "audit.read_history"))
    return reach, (user.pk, user.department_id or 0, departments)
