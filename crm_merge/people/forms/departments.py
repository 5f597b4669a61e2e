from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import Department
from crm_merge.people.states import State
from crm_merge.people.tree import Node, department_tree, outside

from .states import StateForm


def department_field(label: Promise) -> forms.TypedChoiceField:
    """A choice of departments; the form sets the ``choices``. Nothing chosen is None."""
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


def choices(nodes: list[Node], empty: str) -> list[tuple]:
    """The departments by their whole path, and ``empty`` for none of them."""
    return [("", empty), *((node.key, node.path) for node in nodes)]


class DepartmentForm(StateForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    parent = department_field(_("Part of"))

    def __init__(self, data: QueryDict | None = None, *, stored: State, department: Department | None = None) -> None:
        super().__init__(data, stored=stored)
        self.department = department
        key = department.pk if department else None
        nodes = outside(key) if key else department_tree()
        self.fields["parent"].choices = choices(nodes, gettext("Nothing – at the top"))
        sentence = _("Choose one of the list. A department cannot be part of itself or of one of its own parts.")
        self.fields["parent"].error_messages["invalid_choice"] = sentence

    def again(self, data: QueryDict) -> "DepartmentForm":
        return DepartmentForm(data, stored=self.stored, department=self.department)

    def clean(self) -> State:
        values = super().clean()
        if "name" in values and "parent" in values:
            beside = Department.objects.filter(parent=values["parent"], name__iexact=values["name"])
            if beside.exclude(pk=self.department.pk if self.department else None).exists():
                self.add_error("name", gettext("There is a department with this name at the same place already."))
        return values


class EmptyingForm(forms.Form):
    """Where people and parts go when their department is deleted."""

    NONE = "none"
    to = forms.ChoiceField(label=_("Move people and parts to"))

    def __init__(self, data: QueryDict | None = None, *, department: Department) -> None:
        super().__init__(data)
        self.fields["to"].choices = [
            ("", gettext("Choose a department")),
            (self.NONE, gettext("No department")),
            *((node.key, node.path) for node in outside(department.pk)),
        ]

    @property
    def target(self) -> int | None:
        """The key of the chosen department; None for no department."""
        chosen = self.cleaned_data["to"]
        return None if chosen == self.NONE else int(chosen)
