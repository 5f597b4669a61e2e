"""Roles: list, matrix, who has them, deletion."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_merge.access.lookups import as_key
from crm_merge.access.models import Action, Role, Scope, User
from crm_merge.access.models.departments import departments_below
from crm_merge.people import services
from crm_merge.people.administration import NotPossible, administration, for_administrators
from crm_merge.people.forms.people import GivingForm
from crm_merge.people.forms.roles import ReplacementForm, RoleForm
from crm_merge.people.states import role_state

from .saving import Attempt, attempt, found, refresh, say

SHOWN = 200  # people named on the page of a role


@require_safe
@for_administrators
def role_list(request: HttpRequest) -> HttpResponse:
    active = Count("people", filter=Q(people__is_active=True))
    roles = sorted(Role.objects.annotate(number=active), key=str)
    return render(request, "people/roles.html", {"roles": roles})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new(request: HttpRequest) -> HttpResponse:
    """An empty role, or with ``?from=`` a copy of another; nothing is written before it is saved."""
    role = Role()
    if request.method == "POST":
        return _posted(request, role, lambda: RoleForm(request.POST, stored=role_state(Role())))
    form = RoleForm(stored=role_state(role))
    model = Role.objects.filter(pk=as_key(request.GET.get("from")) or 0).first()
    if model is not None:
        form.initial = role_state(model) | {"name": _("Copy of %(role)s") % {"role": model.name}, "name_de": ""}
    return _page(request, role, Attempt(form))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix of a role, and the people who have it."""
    role = found(Role, pk)
    if request.method == "POST":
        return _posted(request, role, lambda: _stored_form(request, role))
    return _page(request, role, Attempt(RoleForm(stored=role_state(role), role=role)))


def _stored_form(request: HttpRequest, role: Role) -> RoleForm:
    refresh(role)
    return RoleForm(request.POST, stored=role_state(role), role=role)


def _posted(request: HttpRequest, role: Role, form_for: Callable[[], RoleForm]) -> HttpResponse:
    if "fill" in request.POST:
        return _page(request, role, Attempt(form_for().filled(request.POST["fill"])), filled=True)
    tried = attempt(request, form_for, lambda state, actor: services.save_role(role, state, by=actor))
    if not tried.done:
        return _page(request, role, tried)
    say(request, tried, role)
    return redirect("people:role", role.pk)


def _page(request: HttpRequest, role: Role, tried: Attempt, *, filled: bool = False) -> HttpResponse:
    holders = role.people.order_by("-is_active", "first_name", "last_name", "username") if role.pk else User.objects.none()
    context = {
        "role": role,
        "stored_name": str(Role.objects.get(pk=role.pk)) if role.pk else "",
        "form": tried.form,
        "outrun": tried.outrun,
        "filled": filled and not tried.form.non_field_errors(),
        "actions": Action.choices,
        "scopes": Scope.choices,
        "holders": holders.select_related("department")[:SHOWN],
        "number": holders.count(),
        "giving": GivingForm(role=role) if role.pk else None,
    }
    return render(request, "people/role.html", context, status=tried.status)


@require_POST
@for_administrators
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the role to a person or a department, or take it from a person."""
    role = found(Role, pk)
    try:
        with administration(by=request.user) as actor:
            _take(request, role, actor) if "take" in request.POST else _give(request, role, actor)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("people:role", role.pk)


def _take(request: HttpRequest, role: Role, actor: User) -> None:
    person = role.people.filter(pk=as_key(request.POST["take"]) or 0).first()
    if person is None:
        raise NotPossible(_("This person does not have the role any more."))
    services.take_role(role, person, by=actor)
    messages.success(request, _("%(person)s does not have the role %(role)s any more.") % {"person": person, "role": role})


def _give(request: HttpRequest, role: Role, actor: User) -> None:
    form = GivingForm(request.POST, role=role)
    if not form.is_valid():
        raise NotPossible(_("Choose a person or a department of the list. Nobody got the role."))
    kind, _colon, key = form.cleaned_data["to"].partition(":")
    chosen = Q(pk=key) if kind == "p" else Q(department__in=departments_below(int(key)))
    number = services.give_role(role, User.objects.filter(chosen, is_active=True).order_by("pk"), by=actor)
    sentence = ngettext("%(number)s person got the role %(role)s.", "%(number)s people got the role %(role)s.", number)
    messages.success(request, sentence % {"number": number, "role": role})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and delete; people who have the role get another one in the same step."""
    role = found(Role, pk)
    if request.method != "POST":
        return _deletion(request, role, ReplacementForm(role=role))
    form = ReplacementForm(request.POST, role=role)
    name = str(role)
    try:
        with administration(by=request.user) as actor:
            used = role.people.exists()
            if used and not form.is_valid():
                return _deletion(request, role, form)
            instead = found(Role, form.cleaned_data["instead"]) if used else None
            services.delete_role(role, instead=instead, by=actor)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("people:role", pk)
    messages.success(request, _("The role %(role)s was deleted.") % {"role": name})
    return redirect("people:roles")


def _deletion(request: HttpRequest, role: Role, form: ReplacementForm) -> HttpResponse:
    return render(request, "people/role_delete.html", {"role": role, "form": form, "number": role.people.count()})
