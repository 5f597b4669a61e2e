"""Roles: their matrix, and who has them. Everything here happens inside ``administration()``."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from crm_merge.access.models import Grant, Role, User
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.people.administration import LastAdministrator, administration
from crm_merge.people.recording import added, edited, record, removed
from crm_merge.people.states import ROLE_TEXTS, SPECIAL_RIGHTS, State, cells, differing, grants_of, role_state

ROLES = User.roles.through


def save_role(role: Role, values: State, *, by: User) -> bool:
    """Give ``role``, new or not, the state ``values``. Returns whether anything was different."""
    with administration(by=by) as actor:
        is_new = role.pk is None
        before = role_state(role)
        if not is_new and not differing(before, values):
            return False
        _write(role, values)
        stated = added("role", role, values) if is_new else edited("role", role, before, values)
        record("role_created" if is_new else "role_changed", role, [stated], by=actor)
    return True


def _write(role: Role, values: State) -> None:
    for name in (*ROLE_TEXTS, *SPECIAL_RIGHTS):
        setattr(role, name, values[name])
    role.save()
    known = {name.partition(":")[0] for name in cells()}
    role.grants.filter(record_type__in=known).delete()
    Grant.objects.bulk_create(
        Grant(role=role, record_type=record_type, action=action, scope=scope)
        for record_type, action, scope in grants_of(values)
    )


def delete_role(role: Role, *, instead: Role | None = None, by: User) -> None:
    """Delete ``role``; people who have it get ``instead``, which must be given if there are any."""
    with administration(by=by) as actor:
        if role.can_manage_roles and not Role.objects.filter(can_manage_roles=True).exclude(pk=role.pk).exists():
            sentence = _("%(role)s is the last role that may manage people and roles. It can be changed, but not deleted.")
            raise LastAdministrator(sentence % {"role": role})
        holders = list(role.people.order_by("pk"))
        if holders and instead is None:
            raise ValueError("Somebody has the role; name another one for them.")
        stated = [removed("role", role, role_state(role))]
        if holders:
            stated += _link(instead, holders)
        record("role_deleted", role, stated, by=actor, role_key=role.key or "")
        role.delete()


def deleted_role_keys() -> set[str]:
    """Keys of default roles that administrators deleted: they do not come back with the next start."""
    deletions = ChangeSet.objects.filter(kind=Kind.RIGHTS_CHANGED, details__act="role_deleted")
    return set(deletions.values_list("details__role_key", flat=True)) - {"", None}


def give_role(role: Role, people: Collection[User], *, by: User) -> int:
    """Give ``role`` to those of ``people`` who do not have it; return their number."""
    with administration(by=by) as actor:
        stated = _link(role, people)
        if stated:
            record("role_given", role, stated, by=actor)
    return len(stated)


def take_role(role: Role, person: User, *, by: User) -> bool:
    """Take ``role`` from ``person``. Returns whether they had it."""
    with administration(by=by) as actor:
        deleted, _models = ROLES.objects.filter(role=role, user=person).delete()
        if deleted:
            left = set(person.roles.values_list("pk", flat=True))
            stated = edited("person", person, {"roles": sorted(left | {role.pk})}, {"roles": sorted(left)})
            record("role_taken", role, [stated], by=actor)
    return bool(deleted)


def _link(role: Role, people: Collection[User]) -> list[dict]:
    """Give the role, set-based; return what changed per person."""
    keys = [person.pk for person in people]
    held: dict[int, set[int]] = {key: set() for key in keys}
    for user_id, role_id in ROLES.objects.filter(user__in=keys).values_list("user_id", "role_id"):
        held[user_id].add(role_id)
    lacking = [person for person in people if role.pk not in held[person.pk]]
    ROLES.objects.bulk_create([ROLES(user=person, role=role) for person in lacking])
    return [_gained(person, held[person.pk], role) for person in lacking]


def _gained(person: User, held: set[int], role: Role) -> dict:
    return edited("person", person, {"roles": sorted(held)}, {"roles": sorted(held | {role.pk})})
