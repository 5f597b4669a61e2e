"""Naming a filter, sharing it, beginning with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.access.models import User
from orders.fields.catalogue import fields_of
from orders.filtering.keeping import EVERYBODY, ME, NOBODY, default_of, may_share
from orders.filtering.shelf import visible
from orders.kinds import RecordKind
from orders.models import SavedFilter

OWN, AS_KEPT, AS_SHOWN = "", "kept", "shown"


class SavedFilterForm(forms.Form):
    """Has the fields that ``user`` may change of ``saved``: of a shared filter everybody may choose to begin with it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput(attrs={"class": "form-control"}))
    shared = forms.BooleanField(label=gettext_lazy("Everybody sees this filter"), required=False)
    columns = forms.ChoiceField(label=gettext_lazy("Also keep columns and order"), required=False, widget=forms.RadioSelect)
    default = forms.ChoiceField(label=gettext_lazy("The list begins with it"), required=False, widget=forms.RadioSelect)

    def __init__(self, saved: SavedFilter, kind: RecordKind, user: User, shown: Sequence[str], data: Any = None) -> None:
        self.saved, self.kind, self.user = saved, kind, user
        self.arrangements = self._arrangements(shown)
        manages = may_share(user)
        first = {"name": saved.name, "shared": bool(saved.pk) and saved.is_shared, "default": default_of(saved, user)}
        super().__init__(data, initial=first | {"columns": AS_KEPT if AS_KEPT in self.arrangements else OWN})
        self.fields["columns"].choices = self._column_choices()
        whose = [(NOBODY, _("no")), (ME, _("for me"))]
        self.fields["default"].choices = [*whose, (EVERYBODY, _("for everybody who chose nothing else"))] if manages else whose
        if not manages:
            del self.fields["shared"]
            if saved.pk and saved.is_shared:
                del self.fields["name"], self.fields["columns"]

    @property
    def may_change(self) -> bool:
        return "name" in self.fields

    @property
    def chosen_columns(self) -> list[str]:
        """The keys of the columns that the filter brings; none where everybody sees their own."""
        return self.arrangements.get(self.cleaned_data["columns"], [])

    def _arrangements(self, shown: Sequence[str]) -> dict[str, list[str]]:
        """The columns that can be kept: those that the filter brings so far, and those that the person sees now."""
        fields = fields_of(self.kind)
        now, kept = ([key for key in keys if key in fields] for keys in (shown, self.saved.columns))
        found = {AS_KEPT: kept, AS_SHOWN: now} if kept != now else {AS_KEPT if self.saved.pk and kept else AS_SHOWN: now}
        return {name: keys for name, keys in found.items() if keys}

    def _column_choices(self) -> list[tuple[str, str]]:
        fields = fields_of(self.kind)
        words = {AS_KEPT: _("yes, as kept: %(columns)s"), AS_SHOWN: _("yes, as shown now: %(columns)s")}
        found = [(OWN, _("no, everybody sees their own columns"))]
        for name, keys in self.arrangements.items():
            found.append((name, words[name] % {"columns": ", ".join(str(fields[key].label) for key in keys)}))
        return found

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = visible(self.user, self.kind).filter(name__iexact=name).exclude(pk=self.saved.pk)
        if same.exists():
            raise forms.ValidationError(_("There is a filter with this name already. Choose another one."), code="unique")
        return name

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("default") == EVERYBODY and not values.get("shared"):
            self.add_error("default", _("Only a filter that everybody sees can be the one that everybody begins with."))
        return values
