"""Fetch with permission: 404 for what one may not read, 403 with a sentence for what one may read but not do."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from .models import Action
from .permissions import permitted

_LARGEST_KEY = 2**63 - 1


def as_key(value) -> int | None:
    """``value`` as a database key, or None when no record could have it."""
    try:
        key = int(str(value))
    except ValueError:
        return None
    return key if 0 < key <= _LARGEST_KEY else None


def get_permitted_or_404(queryset: QuerySet, pk, *, user, action: str = "read", lock: bool = False) -> Model:
    """Return the record, locked for update if asked.

    Raises ``Http404`` alike for missing and unreadable records, ``PermissionDenied`` naming the record otherwise.
    """
    key = as_key(pk)
    if lock:
        queryset = queryset.select_for_update(of=("self",))
    record = permitted(queryset, user=user).filter(pk=key).first() if key else None
    if record is None:
        raise Http404
    if action != Action.READ and not permitted(type(record)._base_manager, user=user, action=action).filter(pk=key).exists():
        sentence = _("You may read %(record)s, but your roles do not allow this: %(action)s.")
        raise PermissionDenied(sentence % {"record": record, "action": Action(action).label})
    return record
