"""Changing people and rights: one at a time, by people who may, and never so that nobody is left who can."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right, reload

RIGHT = "access.manage_roles"
TURN = 7_203_310_001  # the key of the lock in the database, the same in every process
_actor: ContextVar[User | None] = ContextVar("administrator", default=None)


class NotPossible(Exception):  # noqa: N818 - an answer, not a fault
    """The change would leave people and rights in a state that is not allowed; the sentence says why. Nothing was written."""


class LastAdministrator(NotPossible):
    """Nobody would be left who can manage people and roles."""


def administrators() -> QuerySet[User]:
    """Active people who may manage people and roles."""
    return User.objects.filter(Q(roles__can_manage_roles=True) | Q(is_superuser=True), is_active=True).distinct()


@contextmanager
def administration(*, by: User) -> Iterator[User]:
    """A transaction in which ``by`` changes people and rights; yields the person read afresh. Nested calls join it.

    Changes wait for each other, so that two administrators who remove each other cannot both succeed: the second is
    asked again after the first. Raises ``PermissionDenied`` when ``by`` lost the right, ``LastAdministrator`` when
    nobody would be left with it; nothing is written then.
    """
    outer = _actor.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        _wait_for_turn()
        actor = reload(by)
        _check_right(actor)
        token = _actor.set(actor)
        try:
            yield actor
        finally:
            _actor.reset(token)
        if not administrators().exists():
            sentence = _("Nobody would be left who can manage people and roles. Give somebody else a role with this right first.")
            raise LastAdministrator(sentence)


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _check_right(user: User) -> None:
    if not has_right(user, RIGHT):
        raise PermissionDenied(_("Your roles do not allow you to manage people and roles. Ask an administrator."))


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that only opens for people who may manage people and roles; others read why not (403)."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        _check_right(request.user)
        return view(request, *args, **kwargs)

    return page


def check_may_administer(person: User, *, by: User) -> None:
    """Superusers stand above roles: only they may change each other. Raises ``NotPossible``."""
    if person.is_superuser and not by.is_superuser:
        raise NotPossible(_("%(person)s is a superuser. Only superusers can change this account.") % {"person": person})
