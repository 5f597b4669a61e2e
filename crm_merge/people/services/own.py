"""What everybody may change about the own account."""

from django.db import transaction

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.people.recording import edited, record

OWN = ("language", "time_zone")


@transaction.atomic
def change_own_account(person: User, values: dict[str, str]) -> bool:
    """Write language and time zone. Returns whether anything was different."""
    stored = User.objects.select_for_update().get(pk=person.pk)
    before = {name: getattr(stored, name) for name in OWN}
    if before == values:
        return False
    for name, value in values.items():
        setattr(stored, name, value)
    stored.save()
    record("account_changed", stored, [edited("person", stored, before, values)], by=stored, kind=Kind.SETTINGS_CHANGED)
    return True


@transaction.atomic
def change_own_password(person: User, password: str) -> User:
    """Set a password; return the person as stored. The history says that it was set, never what it is.

    Other sessions of the person end.
    """
    stored = User.objects.select_for_update().get(pk=person.pk)
    stored.set_password(password)
    stored.save()
    record("password_set", stored, by=stored)
    return stored
