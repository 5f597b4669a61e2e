"""The small forms of the record page."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orders.models import Activity, Comment

from .days import SENTENCE, is_believable


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
    file = forms.FileField(
        label=_("File"), max_length=255, allow_empty_file=True, widget=forms.FileInput(attrs={"class": "file-pick-field"})
    )

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        if upload.size > settings.MAX_UPLOAD_MEGABYTES * 1024 * 1024:
            sentence = gettext("The file is larger than %(limit)s MB. Make it smaller or link to it in a comment.")
            raise ValidationError(sentence % {"limit": settings.MAX_UPLOAD_MEGABYTES})
        return upload
