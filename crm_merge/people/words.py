"""How the CRM history says what administrators did."""

from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import Action, Department, Role, Scope, User
from crm_merge.access.registry import record_types
from crm_merge.audit.stated import Vocabulary, register_acts, register_vocabulary
from crm_merge.ui.display import display

ACTS = {
    "role_created": noop("{person} created the role {name}"),
    "role_changed": noop("{person} changed the role {name}"),
    "role_deleted": noop("{person} deleted the role {name}"),
    "role_given": noop("{person} gave people the role {name}"),
    "role_taken": noop("{person} took the role {name} from somebody"),
    "person_invited": noop("{person} invited {name}"),
    "person_changed": noop("{person} changed the account of {name}"),
    "person_deactivated": noop("{person} deactivated {name}"),
    "person_reactivated": noop("{person} reactivated {name}"),
    "link_made": noop("{person} made a link with which {name} sets a new password"),
    "password_set": noop("{person} set a new password"),
    "account_changed": noop("{person} changed the own account"),
    "handed_over": noop("{person} handed the records of {name} over to {to}"),
    "department_created": noop("{person} created the department {name}"),
    "department_changed": noop("{person} changed the department {name}"),
    "department_deleted": noop("{person} deleted the department {name}"),
}


def type_name(record_type: str) -> str:
    """``orders.order`` as a heading: Orders. A type that is no longer declared keeps its key."""
    known = record_types().get(record_type)
    return capfirst(str(known.model._meta.verbose_name_plural)) if known else record_type


def field_name(model: type, name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))


def role_field(name: str) -> str:
    """A text, a special right, or a cell of the matrix: ``Orders: Edit``."""
    record_type, found, action = name.partition(":")
    if not found:
        return field_name(Role, name)
    return f"{type_name(record_type)}: {Action(action).label}"


def role_value(name: str, value: Any) -> str:
    return str(Scope(value).label) if ":" in name and value in Scope.values else display(value)


def person_value(name: str, value: Any) -> str:
    return dict(settings.LANGUAGES).get(value, "") if name == "language" else display(value)


register_vocabulary("role", Vocabulary(gettext_lazy("Role"), role_field, role_value))
register_vocabulary("person", Vocabulary(gettext_lazy("User"), lambda name: field_name(User, name), person_value))
register_vocabulary(
    "department",
    Vocabulary(gettext_lazy("Department"), lambda name: field_name(Department, name), lambda name, value: display(value)),
)
register_acts(ACTS)
