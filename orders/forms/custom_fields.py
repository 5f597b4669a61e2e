"""The form fields of the fields that administrators defined. Clean values are as stored on the record."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from orders.custom.names import names_in
from orders.custom.readings import reading_of
from orders.custom.types import BadValue, Names, Reading, Stored, type_of
from orders.custom.values import is_list, read, several, single, write
from orders.models import Attachment, Record
from orders.models.custom_fields import CustomField

from .files import FileField
from .references import HIDDEN, ReferenceField, reference_text

LINES = "\n"


class Surroundings:
    """Who fills in the form of which record, and what its values are called; each read at most once per form."""

    def __init__(self, user: User, record: Record, fields: Sequence[CustomField]) -> None:
        self.user, self.record, self.fields = user, record, fields

    @cached_property
    def reading(self) -> Reading:
        return reading_of(self.user)

    @cached_property
    def names(self) -> Names:
        return names_in([self.record.custom], {field.key: field for field in self.fields}, self.user)

    @cached_property
    def people(self) -> list[tuple[int, str]]:
        """Everybody active."""
        return [(person.pk, str(person)) for person in User.objects.filter(is_active=True).order_by("username")]

    def value(self, field: CustomField) -> Stored:
        """What the record has; of a new one, the default."""
        return self.record.custom.get(field.key) if self.record.pk else field.default

    def pointed(self, field: CustomField) -> list[Any]:
        """The rows that the value points to, those left out that are gone."""
        target = type_of(field).target(field)
        found = [self.names.links.get((target, key)) for key in single(field, self.value(field))]
        return [row for row in found if row is not None]


class ValueField(forms.CharField):
    """Text in the reader's way of writing. What the page shows of the stored value stays valid as it is."""

    def __init__(self, field: CustomField, around: Surroundings, **options: Any) -> None:
        super().__init__(**options)
        self.field, self.reading, self.stored = field, around.reading, around.value(field)
        self.initial = self.shown = self.written(self.stored)

    def written(self, value: Stored) -> str:
        return write(self.field, value, LINES)

    def clean(self, value: Any) -> Stored:
        text = super().clean(value).replace("\r\n", "\n")
        if text == self.shown:
            return self.stored
        try:
            return read(self.field, text, self.reading, LINES) if text else None
        except BadValue as error:
            raise ValidationError(str(error), code="invalid") from error


class InstantField(ValueField):
    """To the minute, as browsers offer it; an instant that is left alone keeps its seconds."""

    def written(self, value: Stored) -> str:
        return super().written(value)[:16].replace(" ", "T")


class TruthField(forms.ChoiceField):
    CHOICES = [("", "–"), ("yes", _("Yes")), ("no", _("No"))]

    def clean(self, value: Any) -> Stored:
        return {"yes": True, "no": False}.get(super().clean(value))


class OneField(forms.TypedChoiceField):
    """One of several; nothing chosen is None."""

    def __init__(self, choices: Sequence[tuple], **options: Any) -> None:
        super().__init__(choices=[("", "–"), *choices], empty_value=None, **options)


class SomeField(forms.TypedMultipleChoiceField):
    """Some of several, as tick boxes; none ticked is None."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Sequence[tuple], **options: Any) -> None:
        super().__init__(choices=choices, empty_value=None, **options)


class LinkField(ReferenceField):
    """One record. Stored is its key, which a merge of that record leaves as it is."""

    def __init__(self, field: CustomField, around: Surroundings, **options: Any) -> None:
        super().__init__(type_of(field).target(field), **options)
        self.stored = around.value(field)
        self.narrow(around.user, next(iter(around.pointed(field)), None))
        self.initial = self.current

    def clean(self, value: Any) -> Stored:
        chosen = super().clean(value)
        return self.stored if chosen is not None and chosen is self.current else chosen and chosen.pk


class LinksField(forms.CharField):
    """Several records, one per line. A line that stands for one that the reader may not see keeps it."""

    def __init__(self, field: CustomField, around: Surroundings, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)
        self.field, self.one = field, ReferenceField(type_of(field).target(field))
        self.one.narrow(around.user, None)
        self.kept = [self._line(around, key) for key in single(field, around.value(field))]
        self.initial = LINES.join(line for line, _key in self.kept)

    def _line(self, around: Surroundings, key: int) -> tuple[str, int]:
        target = self.one.model
        record = around.names.links.get((target, key))
        if record is None:
            return around.names.of(target, key), key
        return (reference_text(record) if around.names.of(target, key) == record.label else str(HIDDEN)), key

    def clean(self, value: Any) -> Stored:
        left, found = list(self.kept), []
        for line in filter(None, (line.strip() for line in super().clean(value).split(LINES))):
            known = next((one for one in left if one[0] == line), None)
            if known:
                left.remove(known)
            found.append(known[1] if known else self.one.resolve(line).pk)
        return several(self.field, found)


class StoredFileField(FileField):
    """The clean value is an upload, the key of the file that is there, or None when it is to be taken away."""

    def __init__(self, field: CustomField, around: Surroundings, **options: Any) -> None:
        super().__init__(**options)
        self.belongs_to(around.user, f"{field.record_type} {field.name}")
        self.initial = next(iter(around.pointed(field)), None)

    def clean(self, data: Any, initial: Attachment | None = None) -> Any:
        chosen = super().clean(data, self.initial)
        return chosen.pk if isinstance(chosen, Attachment) else chosen or None


Maker = Callable[[CustomField, Surroundings, dict[str, Any]], forms.Field]


def _text(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    lines = is_list(field) or field.type == "long_text"
    widget = forms.Textarea(attrs={"rows": 3 if is_list(field) else 4}) if lines else forms.TextInput()
    return ValueField(field, around, widget=widget, **options)


def _day(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    if is_list(field):
        return _text(field, around, options)
    return ValueField(field, around, widget=forms.TextInput(attrs={"type": "date"}), **options)


def _instant(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    return InstantField(field, around, widget=forms.TextInput(attrs={"type": "datetime-local"}), **options)


def _truth(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    initial = {True: "yes", False: "no"}.get(around.value(field), "")
    return TruthField(choices=TruthField.CHOICES, initial=initial, **options)


def _choice(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    """The choices in use, and a retired one where the record has it."""
    held = single(field, around.value(field))
    choices = [(option.key, str(option)) for option in field.options if not option.is_retired or option.key in held]
    return _chosen(field, around, choices, str, options)


def _person(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    """Everybody active, and whoever it is already."""
    known = {key for key, _name in around.people}
    target = type_of(field).target(field)
    held = [(key, around.names.of(target, key)) for key in single(field, around.value(field)) if key not in known]
    return _chosen(field, around, [*around.people, *held], int, options)


def _chosen(
    field: CustomField, around: Surroundings, choices: Sequence[tuple], coerce: Callable, options: dict[str, Any]
) -> forms.Field:
    kind = SomeField if is_list(field) else OneField
    return kind(choices, coerce=coerce, initial=around.value(field), **options)


def _link(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    return (LinksField if is_list(field) else LinkField)(field, around, **options)


def _file(field: CustomField, around: Surroundings, options: dict[str, Any]) -> forms.Field:
    return StoredFileField(field, around, **options)


MAKERS: dict[str, Maker] = {
    "day": _day,
    "instant": _instant,
    "truth": _truth,
    "choice": _choice,
    "choices": _choice,
    "person": _person,
    "record": _link,
    "file": _file,
}


def form_field(field: CustomField, around: Surroundings) -> forms.Field:
    """The form field of ``field`` with the stored value, or the default, as its initial one."""
    options = {"label": str(field), "required": field.required, "help_text": _help(field)}
    return MAKERS.get(field.type, _text)(field, around, options)


def _help(field: CustomField) -> str:
    """What the administrator wrote, and how several values or an amount are typed."""
    typed = ""
    if field.type == "money":
        typed = gettext("Amount and currency, e.g. 1250 EUR.")
    elif is_list(field) and field.type not in ("choices", "person"):
        typed = gettext("One per line.")
    elif field.type == "record":
        typed = gettext("Number or name.")
    return " ".join(part for part in (field.hint, typed) if part)
