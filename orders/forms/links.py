"""Tags and observers: sets of links, edited as one text and one group of checkboxes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User

from .changes import RemembersShown


def split_tags(text: str) -> list[str]:
    """The tag names in ``text``, each once whatever its capitals, in the order written."""
    names = {" ".join(part.split()).casefold(): " ".join(part.split()) for part in reversed(text.split(","))}
    return [name for name in reversed(names.values()) if name]


class LinksForm(RemembersShown, forms.Form):
    """Base: the tags every record has."""

    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=1000,
        help_text=_("Separate several with commas."),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, user: User, observed_by: tuple[int, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_tags(self) -> list[str]:
        names = split_tags(self.cleaned_data["tags"])
        too_long = next((name for name in names if len(name) > 50), None)
        if too_long:
            raise ValidationError(gettext("A tag has at most 50 characters: “%(name)s…”") % {"name": too_long[:50]})
        return names


class OrderLinksForm(LinksForm):
    observers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Observers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, observed_by: tuple[int, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = User.objects.filter(is_active=True) | User.objects.filter(pk__in=observed_by)
        self.fields["observers"].queryset = chosen.order_by("username")
