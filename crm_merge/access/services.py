from django.db import transaction

from .models import Grant, Role


@transaction.atomic
def sync_roles(defaults: dict[str, dict], *, reset: bool = False) -> list[Role]:
    """Create the roles of ``defaults`` that are missing, and return those made.

    Existing roles are left as administrators shaped them, unless ``reset`` is true.
    """
    existing = set(Role.objects.filter(key__in=defaults).values_list("key", flat=True))
    wanted = {key: role for key, role in defaults.items() if reset or key not in existing}
    return [_write_role(key, role) for key, role in wanted.items()]


def _write_role(key: str, description: dict) -> Role:
    rights = dict.fromkeys(description["rights"], True)
    names = {name: description.get(name, "") for name in ("name", "name_de")}
    role, _created = Role.objects.update_or_create(key=key, defaults=names | rights)
    role.grants.all().delete()
    Grant.objects.bulk_create(
        Grant(role=role, record_type=record_type, action=action, scope=scope)
        for record_type, scopes in description["grants"].items()
        for action, scope in scopes.items()
    )
    return role
