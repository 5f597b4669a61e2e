"""Changing pipelines, stages and currencies: one at a time, by people who may, and never so that orders have nowhere to go."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right, reload
from crm_merge.people.administration import NotPossible
from orders.models import Stage

RIGHT = "access.manage_settings"
TURN = 7_203_310_002  # the key of the lock in the database, the same in every process


@contextmanager
def arranging(*, by: User) -> Iterator[User]:
    """A transaction in which ``by`` changes these settings; yields the person read afresh. Changes wait for each other.

    Raises ``PermissionDenied`` when ``by`` lost the right, ``NotPossible`` when no order could begin in some pipeline;
    nothing is written then.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        actor = reload(by)
        _check_right(actor)
        yield actor
        _check_beginnings()


def _check_right(user: User) -> None:
    if not has_right(user, RIGHT):
        raise PermissionDenied(_("Your roles do not allow you to change the settings. Ask an administrator."))


def for_settings(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that only opens for people who may change the settings; others read why not (403)."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        _check_right(request.user)
        return view(request, *args, **kwargs)

    return page


def _check_beginnings() -> None:
    """Orders begin in the first stage of a pipeline, so it has to be open, and there has to be one."""
    offered = list(Stage.objects.offered().select_related("pipeline"))
    if not offered:
        raise NotPossible(_("There would be no stage left for orders to begin in. Make another pipeline first."))
    for pipeline, stages in groupby(offered, key=lambda stage: stage.pipeline):
        if next(stages).outcome != Stage.Outcome.OPEN:
            sentence = _("The first stage of “%(pipeline)s” has to be an open one, because orders begin there.")
            raise NotPossible(sentence % {"pipeline": pipeline})
