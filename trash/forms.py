from datetime import timedelta

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.forms import date_field, dress, midnight, offer_people, person_field

from .models import TrashEntry, Why
from .registry import bins


class TrashFilter(forms.Form):
    """Which entries to show."""

    q = forms.CharField(label=_("Number or text"), required=False, max_length=200)
    type = forms.ChoiceField(label=_("Record type"), required=False)
    person = person_field(_("Deleted by"))
    why = forms.ChoiceField(label=_("Why"), required=False, choices=[("", _("Every reason")), *Why.choices])
    since = date_field(_("From"))
    until = date_field(_("To"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["person"])
        types = [(key, capfirst(str(item.model._meta.verbose_name_plural))) for key, item in bins().items()]
        self.fields["type"].choices = [("", _("All types")), *types]
        dress(self)

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def narrow(self, entries: models.QuerySet[TrashEntry]) -> models.QuerySet[TrashEntry]:
        """Apply the filter; nothing is found while a field is wrong."""
        if not self.is_valid():
            return entries.none()
        values = self.cleaned_data
        plain = {
            "record_type": values["type"],
            "by_key": values["person"] and values["person"].pk,
            "why": values["why"],
            "label__icontains": values["q"],
            "trashed_at__gte": values["since"] and midnight(values["since"]),
            "trashed_at__lt": values["until"] and midnight(values["until"] + timedelta(days=1)),
        }
        return entries.filter(**{name: value for name, value in plain.items() if value})

