"""Who may do what: people, departments, roles and their grants."""

from .departments import Department
from .roles import Action, Grant, Role, Scope
from .users import User

__all__ = ["Action", "Department", "Grant", "Role", "Scope", "User"]
