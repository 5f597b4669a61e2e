"""The one way in which the pages of this app save: asked under the lock, a stale page told what others changed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from crm_merge.access.lookups import as_key
from crm_merge.access.models import User
from crm_merge.people.administration import NotPossible, administration
from crm_merge.people.forms.states import Outrun, StateForm
from crm_merge.people.states import State


def found(model: type[Model], pk: int) -> Model:
    """The row with that key. Raises ``Http404`` for keys that no row has or could have."""
    row = model._default_manager.filter(pk=as_key(pk) or 0).first()
    if row is None:
        raise Http404
    return row


def refresh(row: Model) -> None:
    """Read ``row`` again and lock it. Raises ``Http404`` when it is gone."""
    try:
        row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update(of=("self",)))
    except type(row).DoesNotExist as gone:
        raise Http404 from gone


@dataclass
class Attempt:
    """What became of a posted form: ``done`` when it was saved, else the form to show again and why."""

    form: StateForm
    done: bool = False
    changed: bool = False
    outrun: list[Outrun] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 409 if self.outrun else 200


def attempt(
    request: HttpRequest,
    form_for: Callable[[], StateForm],
    save: Callable[[State, User], bool],
    *,
    turn: Callable[..., AbstractContextManager[User]] = administration,
) -> Attempt:
    """Read the form and save it while it is our ``turn``: nobody else can change people and rights, or what ``turn`` says.

    ``form_for`` reads what is stored and binds the form to it, ``save(state, actor)`` writes. A sentence of
    ``NotPossible`` is shown with the form.
    """
    form = None
    try:
        with turn(by=request.user) as actor:
            form = form_for()
            stale = form.outrun()
            if stale:
                return Attempt(form.rebased(), outrun=stale)
            if not form.is_valid():
                return Attempt(form)
            return Attempt(form, done=True, changed=save(form.state(), actor))
    except NotPossible as refusal:
        if form is None:
            raise
        form.add_error(None, str(refusal))
        return Attempt(form)


def say(request: HttpRequest, tried: Attempt, about: object) -> None:
    """Tell what was saved, by name."""
    if tried.changed:
        messages.success(request, _("%(name)s was saved.") % {"name": about})
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))
