"""The forms of pipelines and stages."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.people.forms.states import StateForm
from crm_merge.people.states import State
from orders.models import Stage
from orders.models.catalogue import requirable

COLOURS = (
    ("azure", _("azure")),
    ("blue", _("blue")),
    ("indigo", _("indigo")),
    ("purple", _("purple")),
    ("red", _("red")),
    ("orange", _("orange")),
    ("yellow", _("yellow")),
    ("green", _("green")),
    ("teal", _("teal")),
    ("cyan", _("cyan")),
)


class PipelineForm(StateForm):
    name = forms.CharField(label=_("Name in English"), max_length=100)
    name_de = forms.CharField(
        label=_("Name in German"), max_length=100, required=False, help_text=_("Left empty, the English name is shown.")
    )


class StageForm(PipelineForm):
    outcome = forms.ChoiceField(
        label=_("An order in this stage is"), choices=Stage.Outcome.choices, widget=forms.RadioSelect
    )
    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS, widget=forms.RadioSelect)
    required_fields = forms.MultipleChoiceField(
        label=_("Required fields"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, stored: State) -> None:
        super().__init__(data, stored=stored)
        self.fields["required_fields"].choices = requirable()
        if stored["colour"] not in dict(COLOURS):
            self.fields["colour"].choices = [*COLOURS, (stored["colour"], stored["colour"])]

    def clean_required_fields(self) -> list[str]:
        """Keys of fields that are no longer there stay: they demand nothing, and a field may come back."""
        unknown = set(self.stored["required_fields"]) - {key for key, _label in self.fields["required_fields"].choices}
        return sorted({*self.cleaned_data["required_fields"], *unknown})


class EmptyingForm(forms.Form):
    """Where the orders of a stage or pipeline go that is taken out of use."""

    to = forms.ModelChoiceField(Stage.objects.none(), label=_("Move the orders to"), empty_label=_("Choose a stage"))

    def __init__(self, data: QueryDict | None = None, *, leaving: Iterable[Stage]) -> None:
        super().__init__(data)
        gone = [stage.pk for stage in leaving]
        field = self.fields["to"]
        field.queryset = Stage.objects.offered().exclude(pk__in=gone).select_related("pipeline")
        field.label_from_instance = lambda stage: f"{stage.pipeline} · {stage}"
        field.widget.attrs["class"] = "form-select"
        field.error_messages["invalid_choice"] = gettext("Choose one of the stages in the list.")
