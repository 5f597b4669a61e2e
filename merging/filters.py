"""Which finished merges a reader wants to see."""

from django import forms
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.access.permissions import permitted

from . import registry
from .models import MergedRecord


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class MergeFilter(forms.Form):
    """Everything is optional; with a value that makes no sense nothing is narrowed and ``errors`` names it."""

    q = forms.CharField(
        label=gettext_lazy("Number or words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"}),
    )
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False, widget=_select())
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), ("live", gettext_lazy("Merged")), ("undone", gettext_lazy("Undone"))],
        widget=_select(),
    )
    person = forms.ChoiceField(
        label=gettext_lazy("Person"),
        required=False,
        choices=[("", gettext_lazy("Everybody")), ("me", gettext_lazy("Only mine"))],
        widget=_select(),
    )

    def __init__(self, *args, reader: Model, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        kinds = [(spec.key, capfirst(spec.model._meta.verbose_name_plural)) for spec in registry.specs()]
        self.fields["type"].choices = [("", _("All")), *kinds]

    @property
    def is_active(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def narrow(self, merges: QuerySet) -> QuerySet:
        return merges.filter(self._condition(self.cleaned_data)) if self.is_valid() else merges

    def _condition(self, asked: dict) -> Q:
        condition = Q()
        if asked["type"]:
            condition &= Q(record_type=asked["type"])
        if asked["state"]:
            condition &= Q(undone_at__isnull=asked["state"] == "live")
        if asked["person"]:
            condition &= Q(by_key=self.reader.pk)
        if asked["q"]:
            condition &= self._about(asked["q"])
        return condition

    def _about(self, text: str) -> Q:
        """Merges of a primary or of a merged record with these words; of merged ones only those the reader may see."""
        found = Q(primary_label__icontains=text)
        for spec in registry.specs():
            readable = permitted(spec.model._base_manager.all(), user=self.reader).values("pk")
            merged = MergedRecord.objects.filter(merge=OuterRef("pk"), record_type=spec.key, label__icontains=text)
            found |= Q(Exists(merged.filter(record_id__in=readable)))
        return found
