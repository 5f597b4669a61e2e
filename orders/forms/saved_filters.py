"""Naming a filter, sharing it, beginning with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.access.models import User
from orders.filtering.keeping import EVERYBODY, ME, NOBODY, default_of, may_share
from orders.filtering.shelf import visible
from orders.kinds import RecordKind
from orders.models import SavedFilter


class SavedFilterForm(forms.Form):
    """Has the fields that ``user`` may change of ``saved``: of a shared filter everybody may choose to begin with it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput(attrs={"class": "form-control"}))
    shared = forms.BooleanField(label=gettext_lazy("Everybody sees this filter"), required=False)
    default = forms.ChoiceField(label=gettext_lazy("The list begins with it"), required=False, widget=forms.RadioSelect)

    def __init__(self, saved: SavedFilter, kind: RecordKind, user: User, data: Any = None) -> None:
        self.saved, self.kind, self.user = saved, kind, user
        manages = may_share(user)
        first = {"name": saved.name, "shared": bool(saved.pk) and saved.is_shared, "default": default_of(saved, user)}
        super().__init__(data, initial=first)
        whose = [(NOBODY, _("no")), (ME, _("for me"))]
        self.fields["default"].choices = [*whose, (EVERYBODY, _("for everybody who chose nothing else"))] if manages else whose
        if not manages:
            del self.fields["shared"]
            if saved.pk and saved.is_shared:
                del self.fields["name"]

    @property
    def may_change(self) -> bool:
        return "name" in self.fields

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
