"""Each act of administration is one operation of the CRM history, with old and new values as words and codes."""

from collections.abc import Sequence
from typing import Any

from crm_merge.access.models import Department, Role, User
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import change_set

from .states import State, differing

Stated = dict[str, Any]


class Names:
    """The names of departments and roles at this moment, read once; a later renaming does not change the entry."""

    def __init__(self) -> None:
        self._departments: dict[int, str] | None = None
        self._roles: dict[int, str] | None = None

    def words(self, field: str, value: Any) -> Any:
        """``value`` of ``field`` as the history keeps it: keys become names, everything else stays."""
        if field == "roles":
            return ", ".join(sorted(self.role(key) for key in value or ()))
        if field in ("department", "parent"):
            return self.department(value) if value else ""
        return value

    def department(self, key: int) -> str:
        if self._departments is None:
            self._departments = {item.pk: str(item) for item in Department.objects.all()}
        return self._departments.get(key, "")

    def role(self, key: int) -> str:
        if self._roles is None:
            self._roles = {item.pk: str(item) for item in Role.objects.all()}
        return self._roles.get(key, "")


def added(kind: str, thing: Any, state: State) -> Stated:
    return _stated(kind, thing, "+", {}, state)


def edited(kind: str, thing: Any, before: State, after: State) -> Stated:
    return _stated(kind, thing, "~", before, after)


def removed(kind: str, thing: Any, state: State) -> Stated:
    return _stated(kind, thing, "-", state, dict.fromkeys(state))


def _stated(kind: str, thing: Any, sign: str, before: State, after: State) -> Stated:
    names = Names()
    fields = [
        [name, names.words(name, before.get(name)), names.words(name, after[name])]
        for name in differing(before, after)
        if before.get(name) or after[name]
    ]
    return {"kind": kind, "label": str(thing), "sign": sign, "fields": fields}


def record(
    act: str, about: Any, stated: Sequence[Stated] = (), *, by: User, kind: str = Kind.RIGHTS_CHANGED, **facts: Any
) -> ChangeSet:
    """Write the entry of ``act``. Called in the transaction that writes the rows, so that both are there or neither."""
    details = {"act": act, "name": str(about), "key": about.pk, "stated": list(stated), **facts}
    with change_set(kind, by=by, details=details) as opened:
        return opened
