"""Saving filters and choosing defaults. What is shared belongs to the settings and leaves an operation in the history."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right, reload
from crm_merge.audit.models import Kind
from crm_merge.audit.stated import Vocabulary, register_acts, register_vocabulary
from crm_merge.people.recording import added, edited, record, removed
from crm_merge.ui.display import display
from orders.fields.catalogue import fields_of
from orders.kinds import RecordKind, all_kinds
from orders.models import DefaultFilter, SavedFilter

MANAGES = "access.manage_settings"
NOBODY, ME, EVERYBODY = "", "me", "all"
ACTS = {
    "filter_shared": noop("{person} shared the filter {name}"),
    "filter_changed": noop("{person} changed the shared filter {name}"),
    "filter_withdrawn": noop("{person} stopped sharing the filter {name}"),
    "filter_deleted": noop("{person} deleted the shared filter {name}"),
    "filter_default": noop("{person} chose the filter with which lists begin for everybody"),
}
FIELDS = {
    "name": gettext_lazy("Name"),
    "query": gettext_lazy("Filter"),
    "columns": gettext_lazy("Columns"),
    "default": gettext_lazy("Lists begin with it"),
}


def register() -> None:
    """Teach the history the words; teaching them again changes nothing."""
    register_vocabulary("saved_filter", Vocabulary(gettext_lazy("Saved filter"), lambda name: str(FIELDS[name]), _words))
    register_acts(ACTS)


def may_share(user: User) -> bool:
    return has_right(user, MANAGES)


def save(saved: SavedFilter, *, by: User, shared: bool, default: str) -> SavedFilter:
    """Write ``saved`` with its new values; rights are those of this moment.

    Raises ``PermissionDenied`` for changing what everybody sees without the right to.
    """
    with transaction.atomic():
        before = SavedFilter.objects.select_for_update().filter(pk=saved.pk).first() if saved.pk else None
        if shared or default == EVERYBODY or (before is not None and before.is_shared):
            _demand_right(by)
        saved.owner = None if shared else (saved.owner or by)
        saved.save()
        if not shared:  # what nobody else sees, nobody else can begin with
            DefaultFilter.objects.filter(filter=saved).exclude(person=by).delete()
        _record(before, saved, by)
        choose_default(saved, by=by, default=default)
    return saved


def delete(saved: SavedFilter, *, by: User) -> None:
    """Delete it for everybody who had it. Raises ``PermissionDenied`` without the right to, if it is shared."""
    with transaction.atomic():
        if saved.is_shared:
            _demand_right(by)
            record("filter_deleted", saved, [removed("saved_filter", saved, _state(saved))], by=by, kind=Kind.SETTINGS_CHANGED)
        saved.delete()


def choose_default(saved: SavedFilter, *, by: User, default: str) -> None:
    """Whose lists begin with ``saved``: nobody's, the own ones or everybody's."""
    with transaction.atomic():
        mine, teams = (DefaultFilter.objects.filter(kind=saved.kind, person=person) for person in (by, None))
        if default == ME:
            DefaultFilter.objects.update_or_create(kind=saved.kind, person=by, defaults={"filter": saved})
        else:
            mine.filter(Q(filter=saved)).delete()
        was = teams.filter(filter=saved).exists()
        if (default == EVERYBODY) == was or not may_share(by):
            return
        _demand_right(by)
        if default == EVERYBODY:
            DefaultFilter.objects.update_or_create(kind=saved.kind, person=None, defaults={"filter": saved})
        else:
            teams.filter(filter=saved).delete()
        stated = edited("saved_filter", saved, {"default": was}, {"default": not was})
        record("filter_default", saved, [stated], by=by, kind=Kind.SETTINGS_CHANGED)


def begin_with(saved: SavedFilter | None, kind: RecordKind, *, by: User) -> None:
    """Let the lists of ``by`` begin with ``saved``, with all records when it is None. Nobody else's list changes."""
    DefaultFilter.objects.update_or_create(kind=kind.name, person=by, defaults={"filter": saved})


def follow(kind: RecordKind, *, by: User) -> None:
    """Let the lists of ``by`` begin like everybody's again."""
    DefaultFilter.objects.filter(kind=kind.name, person=by).delete()


def people_beginning_with(saved: SavedFilter) -> int:
    """How many people chose ``saved`` to begin their list with."""
    return DefaultFilter.objects.filter(filter=saved).exclude(person=None).count()


def default_of(saved: SavedFilter, user: User) -> str:
    people = set(DefaultFilter.objects.filter(filter=saved).values_list("person", flat=True)) if saved.pk else set()
    return EVERYBODY if None in people else ME if user.pk in people else NOBODY


def _record(before: SavedFilter | None, saved: SavedFilter, by: User) -> None:
    was, now = before is not None and before.is_shared, saved.is_shared
    if not was and not now:
        return
    acts = {(False, True): "filter_shared", (True, True): "filter_changed", (True, False): "filter_withdrawn"}
    old, new = (_state(one) if one and one.is_shared else {} for one in (before, saved))
    if was and now and old == new:
        return
    stated = (
        edited("saved_filter", saved, old, new) if was and now else (added if now else removed)("saved_filter", saved, new or old)
    )
    record(acts[was, now], saved, [stated], by=by, kind=Kind.SETTINGS_CHANGED)


def _state(saved: SavedFilter) -> dict[str, Any]:
    return {"name": saved.name, "query": saved.query, "columns": list(saved.columns)}


def _words(name: str, value: Any) -> str:
    return ", ".join(_label(key) for key in value or ()) if name == "columns" else display(value)


def _label(key: str) -> str:
    """Fields of the same key are called alike in all lists."""
    return next((str(fields_of(kind)[key].label) for kind in all_kinds() if key in fields_of(kind)), key)


def _demand_right(by: User) -> None:
    if not may_share(reload(by)):
        raise PermissionDenied(_("Your roles do not allow you to change what everybody sees."))
