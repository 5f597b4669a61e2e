from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from .permissions import RIGHTS, covers, has_right, parse_perm, scope_of


class RoleBackend(ModelBackend):
    """Answers ``user.has_perm("orders.edit_order", order)`` from roles; signs in by user name and password."""

    def get_user(self, user_id):
        """The person of a session, with the department that every page shows."""
        user = get_user_model().objects.select_related("department").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

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
