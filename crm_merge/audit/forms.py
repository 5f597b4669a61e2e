from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm_merge.access.everybody import everybody
from crm_merge.access.models import User
from crm_merge.access.registry import record_types
from crm_merge.ui.widgets import QuickSelect

from .models import Kind, Subject
from .visibility import readable_subjects

YEARS = (
    MinValueValidator(date(1970, 1, 1), _("Choose a date after 1970.")),
    MaxValueValidator(date(2999, 12, 31), _("Choose a date before 3000.")),
)


def date_field(label: str) -> forms.DateField:
    """A day, typed or picked, within years that every database and calendar can hold."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, validators=YEARS, input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
    )


def person_field(label: str) -> forms.ModelChoiceField:
    """A choice of people; the form fills it by :func:`offer_people`."""
    return forms.ModelChoiceField(
        User._base_manager.none(), label=label, required=False, empty_label=_("Everybody"), widget=QuickSelect
    )


def offer_people(field: forms.ModelChoiceField) -> None:
    """Offer everybody, by name. The names are reference data; a choice is looked up in the table when it is made."""
    field.queryset = User._base_manager.all()
    field.widget.choices = [("", field.empty_label), *everybody()]


def dress(form: forms.Form) -> None:
    """Give the widgets their looks, and tie each message to its field for those who listen."""
    for name, item in form.fields.items():
        item.widget.attrs["class"] = "form-select" if isinstance(item.widget, forms.Select) else "form-control"
        if name in form.errors:
            error = f"{form[name].auto_id}_error"
            item.widget.attrs |= {"class": f"{item.widget.attrs['class']} is-invalid", "aria-describedby": error}


class HistoryFilter(forms.Form):
    """What to show of the history. Only subjects that the reader may read take part in the search."""

    q = forms.CharField(label=_("Number or text"), required=False, max_length=200)
    person = person_field(_("Person"))
    type = forms.ChoiceField(label=_("Record type"), required=False, widget=QuickSelect)
    kind = forms.ChoiceField(
        label=_("What happened"), required=False, choices=[("", _("Everything")), *Kind.choices], widget=QuickSelect
    )
    since = date_field(_("From"))
    until = date_field(_("To"))

    def __init__(self, *args, reader: models.Model, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        offer_people(self.fields["person"])
        types = [(key, capfirst(str(item.model._meta.verbose_name_plural))) for key, item in record_types().items()]
        self.fields["type"].choices = [("", _("All types")), *types]
        dress(self)

    def clean(self) -> dict:
        values = super().clean()
        if values.get("since") and values.get("until") and values["since"] > values["until"]:
            self.add_error("until", _("The end of the period lies before its beginning."))
        return values

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def narrow(self, operations: models.QuerySet) -> models.QuerySet:
        """Apply the filter; nothing is found while a field is wrong, so that no one reads the wrong list."""
        if not self.is_valid():
            return operations.none()
        values = self.cleaned_data
        plain = {"kind": values["kind"], "by_key": values["person"] and values["person"].pk}
        operations = operations.filter(**{name: value for name, value in plain.items() if value})
        if values["since"]:
            operations = operations.filter(at__gte=midnight(values["since"]))
        if values["until"]:
            operations = operations.filter(at__lt=midnight(values["until"] + timedelta(days=1)))
        return self._narrow_subjects(operations, values["type"], values["q"])

    def _narrow_subjects(self, operations: models.QuerySet, record_type: str, text: str) -> models.QuerySet:
        if not record_type and not text:
            return operations
        subjects: models.QuerySet[Subject] = readable_subjects(self.reader).filter(change_set=OuterRef("pk"))
        if record_type:
            subjects = subjects.filter(record_type=record_type)
        named = Exists(subjects.filter(label__icontains=text))
        if text and not record_type:
            return operations.filter(Q(named) | Q(by_name__icontains=text))
        return operations.filter(named)


def midnight(day: date) -> datetime:
    """The beginning of ``day`` where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
