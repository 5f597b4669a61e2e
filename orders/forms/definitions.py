"""The form in which administrators define a field, its choices included. A stale page names what others changed."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.people.forms.states import StateForm
from crm_merge.people.states import State
from crm_merge.ui.folding import fold
from orders.custom.readings import reading_of
from orders.custom.types import BadValue, type_of
from orders.custom.values import is_list, read, write
from orders.models.custom_fields import KEY, CustomField, Option, record_types

NEW_ROWS = 6
TEXTS = ("label", "label_de", "help_text", "help_text_de", "section", "section_de")


def has_choices(field: CustomField) -> bool:
    return field.type in ("choice", "choices")


def field_state(field: CustomField) -> State:
    """The field as its form shows it: texts, default as text, every choice, and rows for new ones."""
    state: State = {name: getattr(field, name) for name in TEXTS} | {"required": field.required}
    state["default"] = "" if field.default is None else write(field, field.default)
    if has_choices(field):
        for option in field.options if field.pk else ():
            state |= {f"choice:{option.key}:{name}": value for name, value in _row(option).items()}
        state |= {f"new:{row}:{name}": "" for row in range(NEW_ROWS) for name in ("label", "label_de")}
    return state


def _row(option: Option) -> State:
    return {"position": option.position, "label": option.label, "label_de": option.label_de, "retired": option.is_retired}


def key_from(label: str, taken: set[str]) -> str:
    """A key for ``label``: its letters and digits, with a number when that is taken."""
    wanted = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:36] or "field"
    wanted = wanted if wanted[0].isalpha() else f"f_{wanted}"
    numbered = (f"{wanted}_{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)


class FieldForm(StateForm):
    """``field`` is the stored one, or a new one with its record type and type."""

    label = forms.CharField(label=pgettext_lazy("of a field", "Label"), max_length=100)
    label_de = forms.CharField(
        label=_("German label"),
        max_length=100,
        required=False,
        help_text=_("Shown to people who read German; empty: the label above."),
    )
    help_text = forms.CharField(label=_("Help text"), max_length=300, required=False)
    help_text_de = forms.CharField(label=_("German help text"), max_length=300, required=False)
    section = forms.CharField(
        label=_("Section"), max_length=100, required=False, help_text=_("Empty: under “Further fields”, at the end.")
    )
    section_de = forms.CharField(label=_("German section"), max_length=100, required=False)
    required = forms.BooleanField(
        label=_("Required"),
        required=False,
        help_text=_("Records that have no value yet ask for one the next time they are edited."),
    )
    default = forms.CharField(label=_("Default"), max_length=1000, required=False, help_text=_("What a new record begins with."))

    def __init__(self, data: QueryDict | None = None, *, stored: State, field: CustomField, user: User) -> None:
        super().__init__(data, stored=stored)
        self.field, self.user = field, user
        if not type_of(field).may_have_default:
            del self.fields["default"]
        if field.type == "truth":
            answers = [("", "–"), *((text, text) for text in (gettext("Yes"), gettext("No")))]
            self.fields["default"].widget = forms.Select(choices=answers)
        for name in stored:
            if ":" in name:
                self.fields[name] = _choice_field(name)
        if field.pk is None:
            self._add_identity()

    def _add_identity(self) -> None:
        """What can be said once only."""
        self.fields["key"] = forms.CharField(
            label=_("Key"),
            max_length=40,
            required=False,
            validators=[KEY],
            help_text=_("Names the field in files and addresses and never changes. Empty: made from the label."),
        )
        if self.field.type == "record":
            self.fields["links_to"] = forms.ChoiceField(label=_("Links to"), choices=record_types)
        if type_of(self.field).may_be_multiple:
            self.fields["multiple"] = forms.BooleanField(label=_("Several values"), required=False)

    def again(self, data: QueryDict) -> "FieldForm":
        return FieldForm(data, stored=self.stored, field=self.field, user=self.user)

    def state(self) -> State:
        return {name: self.cleaned_data.get(name, "") for name in self.stored}

    def _typed(self, name: str) -> Any:
        """Without a field for it there is nothing that could have been typed."""
        return super()._typed(name) if name in self.fields else self.stored[name]

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if key and CustomField.objects.filter(record_type=self.field.record_type, key=key).exists():
            sentence = gettext("There is, or was, a field with this key. A key is never used again: choose another one.")
            raise ValidationError(sentence)
        return key

    def clean(self) -> State:
        values = super().clean()
        self._take_identity(values)
        self._check_choices(values)
        if values.get("default"):
            self._check_default(values)
        if values.get("section_de") and not values.get("section"):
            self.add_error("section", gettext("Name the section in English too: that is the name it is known by."))
        return values

    def _take_identity(self, values: State) -> None:
        if self.field.pk is None:
            taken = set(CustomField.objects.filter(record_type=self.field.record_type).values_list("key", flat=True))
            self.field.key = values.get("key") or key_from(values.get("label", ""), taken)
            self.field.multiple = bool(values.get("multiple"))
            self.field.links_to = values.get("links_to", "")

    def choices(self) -> list[dict[str, Any]]:
        """What was typed: key, label, label_de, position and retired of every choice, new ones at the end."""
        known = [name.split(":")[1] for name in self.stored if name.startswith("choice:") and name.endswith(":label")]
        rows = [self._typed_choice(key) for key in known]
        taken, last = set(known), max((row["position"] or 0 for row in rows), default=0)
        for row in range(NEW_ROWS if has_choices(self.field) else 0):
            label = self.cleaned_data.get(f"new:{row}:label")
            if label:
                last += 1
                key = key_from(label, taken)
                taken.add(key)
                german = self.cleaned_data.get(f"new:{row}:label_de", "")
                rows.append({"key": key, "label": label, "label_de": german, "position": last, "retired": False})
        return sorted(rows, key=lambda row: row["position"] or 0)

    def _typed_choice(self, key: str) -> dict[str, Any]:
        cells = {name: self.cleaned_data.get(f"choice:{key}:{name}") for name in ("label", "label_de", "position", "retired")}
        return {"key": key, **cells}

    def _check_choices(self, values: State) -> None:
        for row in range(NEW_ROWS):
            if values.get(f"new:{row}:label_de") and not values.get(f"new:{row}:label"):
                self.add_error(f"new:{row}:label", gettext("Name the choice in English too, or leave the row empty."))
        if has_choices(self.field) and not self.errors and not any(not row["retired"] for row in self.choices()):
            raise ValidationError(gettext("Name at least one choice that is in use."))
        seen: set[str] = set()
        for label in (row["label"] for row in self.choices() if row["label"]):
            if fold(label) in seen:
                raise ValidationError(gettext("The choice “%(label)s” is there twice.") % {"label": label})
            seen.add(fold(label))

    def _check_default(self, values: State) -> None:
        """Read like anything that is typed on a record; choices are those of this very form."""
        if has_choices(self.field):
            names = ("key", "label", "label_de", "position", "retired")
            self.field.choice_rows = [{name: row[name] for name in names} for row in self.choices() if row["label"]]
        try:
            value = read(self.field, values["default"], reading_of(self.user))
        except BadValue as error:
            self.add_error("default", str(error))
        else:
            values["default"] = "" if value is None else write(self.field, value)
            self.default_value = value

    default_value: Any = None

    def values(self) -> dict[str, Any]:
        """For ``save_field``."""
        return {name: self.cleaned_data[name] for name in (*TEXTS, "required")} | {"default": self.default_value}

    def names(self) -> list[Any]:
        return [self[name] for name in ("label", "label_de", "help_text", "help_text_de", "section", "section_de")]

    def behaviour(self) -> list[Any]:
        return [self[name] for name in ("key", "links_to", "multiple", "required", "default") if name in self.fields]

    def choice_rows(self) -> Iterator[dict[str, Any]]:
        """The cells of every stored choice, then those for new ones."""
        rows: dict[str, dict[str, Any]] = {}
        for name in (name for name in self.fields if ":" in name):
            row, _colon, cell = name.rpartition(":")
            rows.setdefault(row, {})[cell] = self[name]
        yield from rows.values()

    @property
    def is_multiple(self) -> bool:
        return is_list(self.field)


def _choice_field(name: str) -> forms.Field:
    cell, is_new = name.rpartition(":")[2], name.startswith("new:")
    if cell == "retired":
        tick = forms.CheckboxInput(attrs={"class": "form-check-input"})
        return forms.BooleanField(label=_("Retired"), required=False, widget=tick)
    typed = {"class": "form-control form-control-sm"}
    if cell == "position":
        return forms.IntegerField(label=_("Position"), min_value=0, max_value=9999, widget=forms.NumberInput(attrs=typed))
    label = pgettext_lazy("of a field", "Label") if cell == "label" else _("German label")
    widget = forms.TextInput(attrs=typed)
    return forms.CharField(label=label, max_length=100, required=cell == "label" and not is_new, widget=widget)
