"""Rights in both directions: one record asked of one user, and the queryset of all a user may act on."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from .models import Role, Scope, User
from .models.departments import departments_below
from .registry import record_type_of, record_types

RIGHTS = {
    "audit.read_history": "can_read_history",
    "trash.restore_records": "can_restore",
    "trash.purge_records": "can_purge",
    "access.manage_roles": "can_manage_roles",
    "access.manage_settings": "can_manage_settings",
}


def perm(action: str, model: type[Model] | Model) -> str:
    """The name Django asks for: ``orders.edit_order``."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def parse_perm(name: str) -> tuple[str, str] | None:
    """Split ``orders.edit_order`` into ``("orders.order", "edit")``; None when it names no declared record type."""
    app_label, _, codename = name.partition(".")
    action, _, model_name = codename.partition("_")
    record_type = f"{app_label}.{model_name}"
    return (record_type, action) if record_type in record_types() else None


def scope_of(user, record_type: str, action: str) -> Scope:
    """The widest scope any role gives ``user``; grants are read once per user object."""
    if not user.is_authenticated or not user.is_active:
        return Scope.NONE
    if user.is_superuser:
        return Scope.ALL
    return _grants(user).get((record_type, action), Scope.NONE)


def _grants(user: User) -> dict[tuple[str, str], Scope]:
    if not hasattr(user, "_widest"):
        _read_roles(user)
    return user._widest


GRANT = {"record_type": "grants__record_type", "action": "grants__action", "scope": "grants__scope"}


def with_rights(users: QuerySet) -> QuerySet:
    """``users`` with what :func:`keep_rights` needs, in the same statement."""
    row = JSONObject(**GRANT, **{field: field for field in RIGHTS.values()})
    return users.annotate(granted=ArraySubquery(Role.objects.filter(people=OuterRef("pk")).values(row=row)))


def keep_rights(user: User) -> User:
    """Take the rights that were read with the user; they are not asked for again as long as the object lives."""
    _keep(user, user.granted)
    return user


def _read_roles(user: User) -> None:
    """Keep the widest scopes and the special rights of all roles on the user object; one statement."""
    _keep(user, with_rights(User.objects.filter(pk=user.pk)).values_list("granted", flat=True).get())


def _keep(user: User, granted: Iterable[dict[str, Any]]) -> None:
    user._widest, user._rights = {}, set()
    for row in granted:
        user._rights |= {field for field in RIGHTS.values() if row[field]}
        key, scope = (row["record_type"], row["action"]), Scope(row["scope"] or Scope.NONE)
        if scope.width > user._widest.get(key, Scope.NONE).width:
            user._widest[key] = scope


def has_right(user, name: str) -> bool:
    """Whether one of the special rights (history, trash, roles, settings) comes with a role of ``user``."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    if not hasattr(user, "_rights"):
        _read_roles(user)
    return RIGHTS[name] in user._rights


def reload(user: User) -> User:
    """Read the user and the grants afresh: what is asked at the moment of writing."""
    return User.objects.get(pk=user.pk)


def _within(scope: Scope, user: User, owner: str) -> Q | None:
    """The rows ``scope`` covers; None for all of them."""
    if scope == Scope.ALL:
        return None
    own = Q(**{owner: user})
    if scope == Scope.OWN or user.department_id is None:
        return own
    if scope == Scope.DEPARTMENT:
        return own | Q(**{f"{owner}__department": user.department_id})
    return own | Q(**{f"{owner}__department__among": below(user)})


def below(user: User) -> list[int]:
    """Keys of the department of ``user`` and of all departments below it; asked once per user object."""
    if not hasattr(user, "_departments_below"):
        user._departments_below = departments_below(user.department_id) if user.department_id else []
    return user._departments_below


def permitted(queryset: QuerySet, *, user, action: str = "read") -> QuerySet:
    """Narrow ``queryset`` to exactly the records on which ``user`` may carry out ``action``."""
    record_type = record_type_of(queryset.model)
    scope = scope_of(user, record_type.key, action)
    if scope == Scope.NONE:
        return queryset.none()
    condition = _within(scope, user, record_type.owner)
    return queryset if condition is None else queryset.filter(condition)


def reaching(user, model: type[Model], path: str, *, action: str = "read") -> Q:
    """Rows whose ``model`` record at the lookup ``path`` is one on which ``user`` may carry out ``action``."""
    record_type = record_type_of(model)
    scope = scope_of(user, record_type.key, action)
    if scope == Scope.NONE:
        return Q(pk__in=[])
    condition = _within(scope, user, f"{path}__{record_type.owner}")
    return Q(**{f"{path}__isnull": False}) if condition is None else condition


def allowed(user, action: str, records: Iterable[Model]) -> set[int]:
    """Keys of those ``records`` (of one type) on which ``user`` may carry out ``action``; one statement."""
    records = list(records)
    if not records:
        return set()
    model = type(records[0])
    rows = permitted(model._base_manager.filter(pk__in=[record.pk for record in records]), user=user, action=action)
    return set(rows.values_list("pk", flat=True))


def may(user, action: str, model: type[Model]) -> bool:
    """Whether ``user`` may carry out ``action`` on any record of the type at all."""
    return scope_of(user, record_type_of(model).key, action) != Scope.NONE


def covers(user, action: str, record: Model) -> bool:
    """Whether a scope of ``user`` covers ``record`` as it is in memory; agrees with :func:`permitted`."""
    record_type = record_type_of(type(record))
    scope = scope_of(user, record_type.key, action)
    if scope in (Scope.NONE, Scope.ALL):
        return scope == Scope.ALL
    owner: Any = record
    for part in record_type.owner.split("__"):
        owner = getattr(owner, part, None)
    return owner is not None and _covers_owner(scope, user, owner)


def _covers_owner(scope: Scope, user: User, owner: User) -> bool:
    if owner.pk == user.pk:
        return True
    if scope == Scope.OWN or user.department_id is None or owner.department_id is None:
        return False
    if scope == Scope.DEPARTMENT:
        return owner.department_id == user.department_id
    return owner.department_id in below(user)
