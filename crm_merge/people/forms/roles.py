"""The form of a role: texts, the matrix record type × action, the special rights."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import Action, Role, Scope
from crm_merge.access.registry import record_types
from crm_merge.people.states import SPECIAL_RIGHTS, State, cell, cells
from crm_merge.people.words import field_name, role_field, type_name

from .states import StateForm

FILL = "all:"  # the select that sets a whole row


@dataclass(frozen=True)
class MatrixRow:
    """One record type with its cells in the order of the actions, and the name of the select that sets them all."""

    record_type: str
    label: str
    cells: list[tuple[Any, Action]]
    fill: str


class RoleForm(StateForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    name_de = forms.CharField(
        label=_("German name"),
        max_length=100,
        required=False,
        help_text=_("Shown to people who read German; empty: the name above."),
    )
    description = forms.CharField(
        label=_("Description"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: QueryDict | None = None, *, stored: State, role: Role | None = None) -> None:
        super().__init__(data, stored=stored)
        self.role = role
        for name in SPECIAL_RIGHTS:
            self.fields[name] = forms.BooleanField(label=field_name(Role, name), required=False)
        for name in cells():
            self.fields[name] = _scope_field(name)
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def again(self, data: QueryDict) -> "RoleForm":
        return RoleForm(data, stored=self.stored, role=self.role)

    def clean_name(self) -> str:
        return self._unique("name")

    def clean_name_de(self) -> str:
        return self._unique("name_de")

    def _unique(self, name: str) -> str:
        typed = self.cleaned_data[name]
        others = Role.objects.exclude(pk=self.role.pk if self.role else None)
        if typed and others.filter(Q(name__iexact=typed) | Q(name_de__iexact=typed)).exists():
            raise ValidationError(gettext("There is a role with this name already. Choose another name."))
        return typed

    def clean_description(self) -> str:
        return self.cleaned_data["description"].replace("\r\n", "\n")

    def clean(self) -> State:
        unknown = [name for name in self.data if ":" in name and not name.startswith(FILL) and name not in self.fields]
        if unknown:
            sentence = gettext("There is no right “%(name)s”. Open the page again; the record types may have changed.")
            raise ValidationError(sentence % {"name": unknown[0][:100]})
        return self.cleaned_data

    def filled(self, record_type: str) -> "RoleForm":
        """The same form, not saved, with every cell of one row set as the row's own select says."""
        scope, data = self.data.get(f"{FILL}{record_type}"), self.data.copy()
        if record_type not in record_types() or scope not in Scope.values:
            form = self.again(data)
            form.add_error(None, gettext("Choose how far the rights of the row reach, then set them."))
            return form
        for action in Action.values:
            data[cell(record_type, action)] = scope
        return self.again(data)

    def rows(self) -> Iterator[MatrixRow]:
        for record_type in record_types():
            fields = [(self[cell(record_type, action)], action) for action in Action]
            yield MatrixRow(record_type, type_name(record_type), fields, f"{FILL}{record_type}")

    def texts(self) -> list[Any]:
        return [self[name] for name in ("name", "name_de", "description")]

    def rights(self) -> list[Any]:
        return [self[name] for name in SPECIAL_RIGHTS]


def _scope_field(name: str) -> forms.ChoiceField:
    messages = {
        "required": _("Choose how far this right reaches."),
        "invalid_choice": _("“%(value)s” is not a reach of a right. Choose one of the list."),
    }
    return forms.ChoiceField(label=role_field(name), choices=Scope.choices, error_messages=messages)


class ReplacementForm(forms.Form):
    """Which role people get when theirs is deleted."""

    instead = forms.TypedChoiceField(label=_("Role they get instead"), coerce=int)

    def __init__(self, data: QueryDict | None = None, *, role: Role) -> None:
        super().__init__(data)
        others = sorted(Role.objects.exclude(pk=role.pk), key=str)
        self.fields["instead"].choices = [("", gettext("Choose a role")), *((item.pk, str(item)) for item in others)]
