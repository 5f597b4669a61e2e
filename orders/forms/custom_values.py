"""The part of a record's form that administrators defined: fields in their sections, values in the column ``custom``."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from crm_merge.access.models import User
from orders.custom.definitions import fields_of, sections
from orders.custom.values import with_value
from orders.models import Record

from .custom_fields import Surroundings, form_field
from .files import FileField

Section = tuple[Any, tuple[str, ...]]


class CustomValues(forms.BaseForm):
    """Mixin of forms that remember what they showed. ``uploads`` are new files by the key of their field."""

    instance: Record

    def add_custom_fields(self, user: User) -> None:
        """Add what is defined at this moment, with the values of the record or, for a new one, the defaults."""
        self.custom = {field.name: field for field in fields_of(type(self.instance))}
        self.uploads: dict[str, UploadedFile] = {}
        around = Surroundings(user, self.instance, list(self.custom.values()))
        for name, field in self.custom.items():
            self.fields[name] = form_field(field, around)
            self.initial[name] = self.fields[name].initial
            self.fields[name].show_hidden_initial = not isinstance(self.fields[name], FileField)

    @property
    def custom_sections(self) -> list[Section]:
        return [(heading, tuple(field.name for field in members)) for heading, members in sections(list(self.custom.values()))]

    def stored_value(self, name: str) -> Any:
        """The value of any field of the form as it is on the record."""
        return self.instance.custom.get(self.custom[name].key) if name in self.custom else getattr(self.instance, name)

    def take_custom(self) -> None:
        """Put what was typed on the record; keys of fields that are not on the form stay as they are."""
        column = self.instance.custom
        for name, field in self.custom.items():
            value = self.cleaned_data.get(name)
            if name in self.errors or name not in self.cleaned_data:
                continue
            if isinstance(value, UploadedFile):
                self.uploads[field.key] = value
            else:
                column = with_value(column, field.key, value)
        self.instance.custom = column
