"""The people of the CRM by name, as reference data: see ``crm_merge.reference``."""

from crm_merge.reference.keeping import kept

from .models import User


def everybody() -> tuple[tuple[int, str], ...]:
    """Key and name of everybody, also of people who are not active any more, by first name."""
    return kept("everybody", _read, of=(User,))


def _read() -> tuple[tuple[int, str], ...]:
    found = User._base_manager.only("username", "first_name", "last_name")
    return tuple((person.pk, str(person)) for person in found.order_by("first_name", "last_name", "username"))
