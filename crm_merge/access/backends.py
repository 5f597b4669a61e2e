from django.contrib.auth.backends import ModelBackend

from .granted import active_person
from .permissions import RIGHTS, covers, has_right, keep_rights, parse_perm, scope_of


class RoleBackend(ModelBackend):
    """Answers ``user.has_perm("orders.edit_order", order)`` from roles; signs in by user name and password."""

    def user_can_authenticate(self, user) -> bool:
        """Also somebody whose account was switched off: who knows the password is told so, and still not let in."""
        return True

    def get_user(self, user_id):
        """The person of a session, with department and rights; nobody once the account is switched off."""
        person = active_person(user_id)
        return person and keep_rights(person, person.granted)

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        if perm in RIGHTS:
            return has_right(user_obj, perm)
        parsed = parse_perm(perm)
        if parsed is None:
            return super().has_perm(user_obj, perm, obj)
        record_type, action = parsed
        if obj is None:
            return scope_of(user_obj, record_type, action) != "none"
        return obj._meta.label_lower == record_type and covers(user_obj, action, obj)
