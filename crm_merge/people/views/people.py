"""Accounts: list, invitation, editing, the link to set a password, switching off and on."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_merge.access.models import User
from crm_merge.people import services
from crm_merge.people.administration import NotPossible, for_administrators
from crm_merge.people.forms.people import HandingOverForm, PersonFilter, PersonForm
from crm_merge.people.links import LINK_FOR, days_valid, link_for, mail_link
from crm_merge.people.states import person_state
from crm_merge.ui.paging import paginate

from .saving import Attempt, attempt, found, refresh, say

ORDER = ("last_name", "first_name", "username", "pk")


@require_safe
@for_administrators
def person_list(request: HttpRequest) -> HttpResponse:
    form = PersonFilter(request.GET)
    people = form.narrow(User.objects.select_related("department").prefetch_related("roles"))
    return render(request, "people/persons.html", {"form": form, "page": paginate(people, ORDER, request)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody: the account is made, and the link to set a password is shown and sent."""
    stored = person_state(User())
    if request.method != "POST":
        return _page(request, User(), Attempt(PersonForm(stored=stored)))
    invited: list[User] = []
    tried = attempt(
        request,
        lambda: PersonForm(request.POST, stored=stored),
        lambda state, actor: bool(invited.append(services.invite(state, by=actor)) or True),
    )
    if not tried.done:
        return _page(request, User(), tried)
    messages.success(request, _("%(person)s was invited.") % {"person": invited[0]})
    return _hand_out_link(request, invited[0])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = found(User, pk)
    if request.method != "POST":
        return _page(request, person, Attempt(PersonForm(stored=person_state(person), person=person)))
    form_for = _form_reader(request, person)
    tried = attempt(request, form_for, lambda state, actor: services.change_person(person, state, by=actor))
    if not tried.done:
        return _page(request, person, tried)
    say(request, tried, person)
    return redirect("people:person", person.pk)


def _form_reader(request: HttpRequest, person: User) -> Callable[[], PersonForm]:
    def read() -> PersonForm:
        refresh(person)
        return PersonForm(request.POST, stored=person_state(person), person=person)

    return read


def _page(request: HttpRequest, person: User, tried: Attempt) -> HttpResponse:
    is_asked = person.pk and request.session.get(LINK_FOR) == person.pk
    if is_asked:
        del request.session[LINK_FOR]
    context = {
        "person": person,
        "stored_name": str(User.objects.get(pk=person.pk)) if person.pk else "",
        "form": tried.form,
        "outrun": tried.outrun,
        "link": link_for(person, request) if is_asked else "",
        "days": days_valid(),
    }
    return render(request, "people/person.html", context, status=tried.status)


@require_POST
@for_administrators
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link with which the person sets a new password."""
    person = found(User, pk)
    try:
        services.note_link(person, by=request.user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("people:person", person.pk)
    return _hand_out_link(request, person)


def _hand_out_link(request: HttpRequest, person: User) -> HttpResponse:
    """Show the link once, on the next page, and send it if that is possible."""
    request.session[LINK_FOR] = person.pk
    sent = mail_link(person, link_for(person, request))
    if sent is True:
        messages.success(request, _("The link was sent to %(address)s.") % {"address": person.email})
    elif sent is False:
        sentence = _("The e-mail to %(address)s could not be sent. Pass the link on yourself.")
        messages.warning(request, sentence % {"address": person.email})
    return redirect("people:person", person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account off, and hand the records over in the same step."""
    person = found(User, pk)
    form = HandingOverForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            number = services.deactivate(person, to=form.receiver, by=request.user)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_deactivated(request, person, form.receiver, number)
            return redirect("people:person", person.pk)
    return render(request, "people/deactivate.html", {"person": person, "form": form, "held": _held(person, request.user)})


def _say_deactivated(request: HttpRequest, person: User, to: User | None, number: int) -> None:
    messages.success(request, _("%(person)s was deactivated and can no longer sign in.") % {"person": person})
    if to and number:
        messages.success(request, _("The records of %(person)s now belong to %(to)s.") % {"person": person, "to": to})


def _held(person: User, reader: User) -> list[tuple[str, int]]:
    """What the reader may know of the person's records: words and numbers per type."""
    held = services.number_held(person, reader=reader)
    return [(_type_words(model, number), number) for model, number in held.items() if number]


def _type_words(model: type[Model], number: int) -> str:
    return str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural)


@require_POST
@for_administrators
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = found(User, pk)
    try:
        services.reactivate(person, by=request.user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(person)s is active again, with the roles as before.") % {"person": person})
    return redirect("people:person", person.pk)
