"""What an action on many records asks for: the new owner, the new stage, the tag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from orders.models import Stage, Tag


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select", "autofocus": True})


class NothingToChoose(forms.Form):
    """For actions that need no more than the records."""


class OwnerForm(forms.Form):
    value = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("username"),
        label=_("New responsible person"),
        empty_label=_("Choose a person"),
        widget=_select(),
    )


class StageForm(forms.Form):
    value = forms.ModelChoiceField(
        Stage.objects.offered(), label=_("New stage"), empty_label=_("Choose a stage"), widget=_select()
    )


class TagForm(forms.Form):
    value = forms.ModelChoiceField(Tag.objects.order_by("name"), label=_("Tag"), empty_label=_("Choose a tag"), widget=_select())
