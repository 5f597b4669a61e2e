"""Accounts: invited, changed, switched off and on again."""

from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.database.retrying import retried
from crm_merge.people.administration import NotPossible, administration, check_may_administer
from crm_merge.people.recording import added, edited, record
from crm_merge.people.states import PERSON_TEXTS, State, differing, person_state

from .handing_over import hand_over


def invite(values: State, *, by: User) -> User:
    """Create an account that nobody can sign in to until a password was set by a link."""
    with administration(by=by) as actor:
        person = User()
        person.set_unusable_password()
        _write(person, values)
        record("person_invited", person, [added("person", person, values)], by=actor)
    return person


def change_person(person: User, values: State, *, by: User) -> bool:
    """Give ``person`` the state ``values``. Returns whether anything was different."""
    with administration(by=by) as actor:
        check_may_administer(person, by=actor)
        before = person_state(person)
        if not differing(before, values):
            return False
        _write(person, values)
        record("person_changed", person, [edited("person", person, before, values)], by=actor)
    return True


def _write(person: User, values: State) -> None:
    for name in PERSON_TEXTS:
        setattr(person, name, values[name])
    person.department_id = values["department"]
    person.save()
    person.roles.set(values["roles"])


@retried
def deactivate(person: User, *, to: User | None = None, by: User) -> int:
    """Switch the account off, and hand everything the person is responsible for over to ``to``, if given.

    Open sessions end with the next request. Returns how many records went over. Raises ``NotPossible`` when the
    account is off already or ``to`` is not active.
    """
    with administration(by=by) as actor:
        person = User.objects.select_for_update().get(pk=person.pk)
        check_may_administer(person, by=actor)
        if not person.is_active:
            raise NotPossible(_("%(person)s is deactivated already.") % {"person": person})
        _switch(person, "person_deactivated", active=False, by=actor)
        return hand_over(person, to=to, by=actor) if to else 0


def reactivate(person: User, *, by: User) -> None:
    """Switch the account on again, with the roles it had. Does nothing when it is on."""
    with administration(by=by) as actor:
        person = User.objects.select_for_update().get(pk=person.pk)
        check_may_administer(person, by=actor)
        if not person.is_active:
            _switch(person, "person_reactivated", active=True, by=actor)


def _switch(person: User, act: str, *, active: bool, by: User) -> None:
    stated = edited("person", person, {"is_active": not active}, {"is_active": active})
    person.is_active = active
    person.save()
    record(act, person, [stated], by=by)


def note_link(person: User, *, by: User) -> None:
    """Note that a link to set a password is handed out. Raises ``NotPossible`` for accounts that cannot sign in."""
    with administration(by=by) as actor:
        check_may_administer(person, by=actor)
        if not person.is_active:
            raise NotPossible(_("%(person)s is deactivated. Reactivate the account first.") % {"person": person})
        record("link_made", person, by=actor)
