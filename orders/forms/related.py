"""The small forms of the record page."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from orders.models import Activity, Comment

from .days import SENTENCE, is_believable
from .files import FileField, PlainFileInput


class CommentForm(forms.ModelForm):
    class Meta:
        model = Comment
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "class": "form-control"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {"data-people": reverse("orders:suggestions", args=["person"]), "data-people-label": gettext("People")}
        self.fields["text"].widget.attrs |= people


class ActivityForm(forms.ModelForm):
    due_at = forms.DateTimeField(
        label=_("Due"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "form-control"}),
    )

    class Meta:
        model = Activity
        fields = ("kind", "subject", "due_at", "body")
        widgets = {
            "kind": forms.Select(attrs={"class": "form-select"}),
            "subject": forms.TextInput(attrs={"class": "form-control"}),
            "body": forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        }


    def clean_due_at(self) -> datetime | None:
        """Keep to years that every calendar, time zone and database can hold."""
        due_at = self.cleaned_data["due_at"]
        if due_at is not None and not is_believable(due_at.date()):
            raise ValidationError(SENTENCE)
        return due_at


class FileForm(forms.Form):
    """``place`` says to which form a file belongs that ``user`` chose before and that was kept."""

    file = FileField(label=_("File"), widget=PlainFileInput(attrs={"class": "file-pick-field"}))

    def __init__(self, *args: Any, user: User | None = None, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["file"].belongs_to(user, place)
