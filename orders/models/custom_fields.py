"""Fields that administrators define. The values lie in the column ``custom`` of each record, under the field's key."""

from collections.abc import Sequence

from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked

KEY = RegexValidator(r"^[a-z][a-z0-9_]*$", _("A key begins with a letter and has small letters, digits and underscores only."))


def in_language(english: str, german: str) -> str:
    """The German words for people who read German, if there are any."""
    return german if german and (get_language() or "").startswith("de") else english


def record_types() -> list[tuple[str, str]]:
    """The types of record that can have fields."""
    names = ("order", "contact", "company")
    found = (apps.get_model("orders", name)._meta for name in names)
    return [(meta.label_lower, capfirst(str(meta.verbose_name))) for meta in found]


def types() -> list[tuple[str, Promise]]:
    """The types of field, by their keys."""
    from orders.custom.types import TYPES  # they read definitions, which are these models

    return [(key, one.label) for key, one in TYPES.items()]


class CustomField(models.Model):
    """One field of one type of record. ``record_type``, ``key``, ``type``, ``links_to`` and ``multiple`` never change.

    A field is never deleted, only retired: its values stay where they are, and its key is never given to another one.
    """

    record_type = models.CharField(_("Record type"), max_length=100, choices=record_types)
    key = models.CharField(_("Key"), max_length=40, validators=[KEY])
    label = models.CharField(pgettext_lazy("of a field", "Label"), max_length=100)
    label_de = models.CharField(_("German label"), max_length=100, blank=True)
    help_text = models.CharField(_("Help text"), max_length=300, blank=True)
    help_text_de = models.CharField(_("German help text"), max_length=300, blank=True)
    type = models.CharField(_("Type"), max_length=20, choices=types)
    links_to = models.CharField(_("Links to"), max_length=100, blank=True, choices=record_types)
    multiple = models.BooleanField(_("Several values"), default=False)
    required = models.BooleanField(_("Required"), default=False)
    default = models.JSONField(_("Default"), null=True, blank=True, help_text="As stored on a record.")
    section = models.CharField(_("Section"), max_length=100, blank=True)
    section_de = models.CharField(_("German section"), max_length=100, blank=True)
    position = models.PositiveIntegerField(_("Position"), default=0)
    retired_at = models.DateTimeField(_("Retired"), null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        constraints = [models.UniqueConstraint(fields=["record_type", "key"], name="custom_field_key_once_per_type")]

    def __str__(self) -> str:
        return in_language(self.label, self.label_de)

    @property
    def name(self) -> str:
        """What forms, lists, merges and files call the field: ``custom.budget``."""
        return f"custom.{self.key}"

    @property
    def hint(self) -> str:
        return in_language(self.help_text, self.help_text_de)

    @property
    def heading(self) -> str:
        """The section; empty for a field that belongs to none."""
        return in_language(self.section, self.section_de)

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def options(self) -> Sequence["Option"]:
        """The choices in order, retired ones too; read together with the field by ``orders.custom.definitions``."""
        return [Option(**row) for row in self.choice_rows]


class CustomChoice(models.Model):
    """One value of a field of the type choice. Its key never changes; a choice is retired, not deleted."""

    field = models.ForeignKey(CustomField, models.PROTECT, related_name="choices", verbose_name=_("Field"))
    key = models.CharField(_("Key"), max_length=40, validators=[KEY])
    label = models.CharField(pgettext_lazy("of a field", "Label"), max_length=100)
    label_de = models.CharField(_("German label"), max_length=100, blank=True)
    position = models.PositiveIntegerField(_("Position"), default=0)
    retired_at = models.DateTimeField(_("Retired"), null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [models.UniqueConstraint(fields=["field", "key"], name="custom_choice_key_once_per_field")]

    def __str__(self) -> str:
        return in_language(self.label, self.label_de)


class Option:
    """A choice as it was read with its field."""

    def __init__(self, *, key: str, label: str, label_de: str, position: int, retired: bool) -> None:
        self.key, self.label, self.label_de, self.position, self.is_retired = key, label, label_de, position, retired

    def __str__(self) -> str:
        return in_language(self.label, self.label_de)
