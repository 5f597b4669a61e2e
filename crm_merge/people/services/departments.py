"""Departments: made, renamed, moved, deleted when nothing is left in them."""

from django.utils.translation import gettext as _

from crm_merge.access.models import Department, User
from crm_merge.access.models.departments import departments_below
from crm_merge.audit.models import Kind
from crm_merge.people.administration import NotPossible, administration
from crm_merge.people.recording import Stated, added, edited, record, removed
from crm_merge.people.states import State, department_state, differing


def save_department(department: Department, values: State, *, by: User) -> bool:
    """Give ``department``, new or not, its name and place. Returns whether anything was different."""
    with administration(by=by) as actor:
        is_new = department.pk is None
        before = department_state(department)
        if not is_new and not differing(before, values):
            return False
        _check_place(department, values["parent"])
        department.name, department.parent_id = values["name"], values["parent"]
        department.save()
        stated = added("department", department, values) if is_new else edited("department", department, before, values)
        act = "department_created" if is_new else "department_changed"
        record(act, department, [stated], by=actor, kind=Kind.SETTINGS_CHANGED)
    return True


def _check_place(department: Department, parent: int | None) -> None:
    if department.pk and parent in departments_below(department.pk):
        raise NotPossible(_("%(department)s cannot be part of itself or of one of its own parts.") % {"department": department})


def delete_department(department: Department, *, to: int | None, by: User) -> None:
    """Delete ``department``; its people and parts go to the department with key ``to``, or to none."""
    with administration(by=by) as actor:
        if to in departments_below(department.pk):
            raise NotPossible(_("What is in %(department)s cannot be moved below it.") % {"department": department})
        stated = [
            removed("department", department, department_state(department)),
            *_moved("person", department.people.order_by("pk"), "department", department.pk, to),
            *_moved("department", department.parts.order_by("pk"), "parent", department.pk, to),
        ]
        record("department_deleted", department, stated, by=actor, kind=Kind.SETTINGS_CHANGED)
        department.delete()


def _moved(kind: str, rows, field: str, origin: int, to: int | None) -> list[Stated]:
    """Move the rows, set-based; return what changed per row."""
    stated = [edited(kind, row, {field: origin}, {field: to}) for row in rows]
    rows.order_by().update(**{field: to})
    return stated
