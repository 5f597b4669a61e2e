"""Field values as words, in the reader's language. Keys of other rows become names, one statement per model."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm_merge.access.permissions import permitted
from crm_merge.access.registry import record_types
from crm_merge.ui.display import display

from .unfolding import Unfolded, unfolded


class Words:
    """Turns values into words for one reader; ``learn`` first what keys there are, then ask."""

    def __init__(self, reader: models.Model) -> None:
        self._reader = reader
        self._names: dict[type[models.Model], dict[int, str]] = {}

    def learn(self, keys: dict[type[models.Model], set[int]]) -> None:
        """Read the names of the rows behind ``keys``. Records that the reader may not read stay nameless."""
        for model, wanted in keys.items():
            rows = model._base_manager.filter(pk__in=wanted)
            if model._meta.label_lower in record_types():
                rows = permitted(rows, user=self._reader)
            self._names[model] = {row.pk: str(row) for row in rows}

    def name(self, model: type[models.Model], key: int) -> str:
        known = self._names.get(model, {})
        if key in known:
            return known[key]
        return _("another record") if model._meta.label_lower in record_types() else _("a deleted entry")

    def of(self, field: models.Field, value: Any) -> str:
        """``value`` of ``field`` as a person reads it; empty for nothing."""
        if value is None or value == "":
            return ""
        if field.many_to_one or field.one_to_one:
            return self.name(field.related_model, value)
        if parts := unfolded(field.model).get(field.name):
            return "; ".join(f"{part.label}: {part.words(value[part.key], self.name)}" for part in parts if part.key in value)
        if isinstance(value, list):
            return ", ".join(self.of(field.base_field, part) for part in value)
        choices = dict(field.flatchoices)
        return str(choices[value]) if value in choices else display(value)


def title(item: models.Field | type[models.Model]) -> str:
    """The name of a field or model as a heading."""
    return capfirst(str(item.verbose_name if isinstance(item, models.Field) else item._meta.verbose_name))


def shown_fields(model: type[models.Model]) -> list[models.Field]:
    """Fields that people fill in: not keys, not bookkeeping, not the place of a file on the disk."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not isinstance(field, models.FileField)
    ]


def keys_in(rows: Iterable[models.Model], fields: Iterable[models.Field]) -> dict[type[models.Model], set[int]]:
    """The keys of other rows among the values of ``fields``, by model."""
    keys: dict[type[models.Model], set[int]] = {}
    fields = list(fields)
    relations = [field for field in fields if field.many_to_one or field.one_to_one]
    columns = {field.attname: parts for field in fields if (parts := unfolded(field.model).get(field.name))}
    for row in rows:
        for field in relations:
            if (key := getattr(row, field.attname)) is not None:
                keys.setdefault(field.related_model, set()).add(key)
        for column, parts in columns.items():
            _add_unfolded(keys, getattr(row, column), parts)
    return keys


def _add_unfolded(keys: dict[type[models.Model], set[int]], held: Mapping[str, Any], parts: Iterable[Unfolded]) -> None:
    """The keys inside of a JSON column."""
    for part in (part for part in parts if part.key in held):
        for model, found in part.keys(held[part.key]).items():
            keys.setdefault(model, set()).update(found)
