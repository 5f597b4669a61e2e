"""Choosing a file, once: what was chosen outlives a form that comes back with an error."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from crm_merge.access.models import User
from orders.keeping_uploads import keep, kept
from orders.models import Attachment, KeptUpload

GONE = object()  # a file that was kept but is no longer there


class FileInput(forms.widgets.Input):
    """Names the file that is stored and the one that was chosen before, and offers to choose another one.

    ``<name>-clear`` takes the stored one away, ``<name>-kept`` is the key of the one chosen before, ``<name>-drop``
    forgets that. Not made from Django's own, which the form's templates would draw in their way.
    """

    input_type = "file"
    needs_multipart_form = True
    user: User | None = None
    place = ""
    waiting: KeptUpload | None = None

    def format_value(self, value: Any) -> Any:
        return value if isinstance(value, Attachment) else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs) | {"waiting": self.waiting}
        if self.waiting is not None:
            context["widget"]["attrs"].pop("required", None)
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Any:
        chosen = files.get(name) or self._chosen_before(data, name)
        return False if chosen is None and not self.is_required and f"{name}-clear" in data else chosen

    def _chosen_before(self, data: Mapping[str, Any], name: str) -> Any:
        key = data.get(f"{name}-kept")
        if not key or f"{name}-drop" in data or self.user is None:
            return None
        found = kept(key, by=self.user, place=self.place)
        self.waiting = found and found.row
        return found or GONE

    def _render(self, template_name: str, context: dict, renderer: Any = None) -> SafeString:
        return render_to_string("orders/custom/_file_input.html", context)


class PlainFileInput(FileInput):
    """The bare input, for pages that name the chosen file in their own way."""

    _render = forms.widgets.Input._render


class FileField(forms.FileField):
    """The clean value is an upload, the stored attachment, or False when that is to be taken away."""

    widget = FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=255, allow_empty_file=True, **options)

    def belongs_to(self, user: User, place: str) -> None:
        """Who chooses the file, and where: a kept one is given to nobody else and nowhere else."""
        self.widget.user, self.widget.place = user, place

    def clean(self, data: Any, initial: Attachment | None = None) -> Any:
        if data is GONE:
            raise ValidationError(gettext("The file that you chose before is no longer there. Choose it again."))
        chosen = super().clean(data, initial)
        if isinstance(chosen, UploadedFile) and chosen.size > settings.MAX_UPLOAD_MEGABYTES * 1024 * 1024:
            sentence = gettext("The file is larger than %(limit)s MB. Make it smaller or link to it in a comment.")
            raise ValidationError(sentence % {"limit": settings.MAX_UPLOAD_MEGABYTES})
        return chosen

    def keep(self, upload: UploadedFile) -> None:
        """Keep an upload for the next time the form is sent, unless it would be refused then too."""
        try:
            self.clean(upload)
        except ValidationError:
            return
        self.widget.waiting = keep(upload, by=self.widget.user, place=self.widget.place)


def keep_files(form: forms.BaseForm, files: MultiValueDict) -> None:
    """Keep what came with a form that will be shown again."""
    for name, field in form.fields.items():
        upload = files.get(form.add_prefix(name)) if isinstance(field, FileField) else None
        if upload is not None:
            field.keep(upload)


def kept_keys(form: forms.BaseForm) -> list[tuple[str, str]]:
    """The hidden values by which another page sends along what was kept."""
    inputs = [(form.add_prefix(name), field.widget) for name, field in form.fields.items() if isinstance(field, FileField)]
    return [(f"{name}-kept", str(one.waiting.pk)) for name, one in inputs if one.waiting is not None]
