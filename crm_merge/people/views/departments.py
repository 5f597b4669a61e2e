"""Departments: the tree, making, moving, deleting."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm_merge.access.lookups import as_key
from crm_merge.access.models import Department
from crm_merge.people import services
from crm_merge.people.administration import NotPossible, administration, for_administrators
from crm_merge.people.forms.departments import DepartmentForm, EmptyingForm
from crm_merge.people.states import department_state
from crm_merge.people.tree import department_tree

from .saving import Attempt, attempt, found, refresh, say


@require_safe
@for_administrators
def department_list(request: HttpRequest) -> HttpResponse:
    active = Count("people", filter=Q(people__is_active=True))
    numbers = dict(Department.objects.annotate(number=active).values_list("pk", "number"))
    lines = [(node, numbers.get(node.key, 0)) for node in department_tree()]
    return render(request, "people/departments.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new(request: HttpRequest) -> HttpResponse:
    """A new department; ``?parent=`` chooses where."""
    department = Department()
    if request.method == "POST":
        return _posted(request, department, lambda: DepartmentForm(request.POST, stored=department_state(Department())))
    form = DepartmentForm(stored=department_state(department))
    form.initial = {"parent": as_key(request.GET.get("parent"))}
    return _page(request, department, Attempt(form))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or move a department."""
    department = found(Department, pk)
    if request.method == "POST":
        return _posted(request, department, lambda: _stored_form(request, department))
    return _page(request, department, Attempt(DepartmentForm(stored=department_state(department), department=department)))


def _stored_form(request: HttpRequest, department: Department) -> DepartmentForm:
    refresh(department)
    return DepartmentForm(request.POST, stored=department_state(department), department=department)


def _posted(request: HttpRequest, department: Department, form_for: Callable[[], DepartmentForm]) -> HttpResponse:
    tried = attempt(request, form_for, lambda state, actor: services.save_department(department, state, by=actor))
    if not tried.done:
        return _page(request, department, tried)
    say(request, tried, department)
    return redirect("people:departments")


def _page(request: HttpRequest, department: Department, tried: Attempt) -> HttpResponse:
    stored = Department.objects.get(pk=department.pk) if department.pk else ""
    context = {"department": department, "stored_name": str(stored), "form": tried.form, "outrun": tried.outrun}
    return render(request, "people/department.html", context, status=tried.status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and delete; people and parts go elsewhere in the same step."""
    department = found(Department, pk)
    if request.method != "POST":
        return _deletion(request, department, EmptyingForm(department=department))
    name = str(department)
    form = EmptyingForm(request.POST, department=department)
    try:
        with administration(by=request.user) as actor:
            used = department.people.exists() or department.parts.exists()
            if used and not form.is_valid():
                return _deletion(request, department, form)
            services.delete_department(department, to=form.target if used else None, by=actor)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("people:department_delete", pk)
    messages.success(request, _("The department %(name)s was deleted.") % {"name": name})
    return redirect("people:departments")


def _deletion(request: HttpRequest, department: Department, form: EmptyingForm) -> HttpResponse:
    context = {"department": department, "form": form, "people": department.people.count(), "parts": department.parts.count()}
    return render(request, "people/department_delete.html", context)
