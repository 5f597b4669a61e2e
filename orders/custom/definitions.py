"""The definitions as the rest of the product reads them: one statement for all types of record, with their choices."""

from collections.abc import Mapping

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from orders.models.custom_fields import CustomChoice, CustomField

from .memo import remembered

Definitions = Mapping[str, CustomField]


def definitions(record_type: str | type[Model]) -> Definitions:
    """Every field of the type by key, retired ones too, in the order in which people see them."""
    key = record_type if isinstance(record_type, str) else record_type._meta.label_lower
    return remembered("definitions", _read).get(key, {})


def fields_of(record_type: str | type[Model]) -> list[CustomField]:
    """The fields of the type that are in use, section by section."""
    return [field for field in definitions(record_type).values() if not field.is_retired]


def sections(fields: list[CustomField]) -> list[tuple[str, list[CustomField]]]:
    """The fields by the heading of their section; those without one stand at the end, under “Further fields”."""
    found: dict[str, list[CustomField]] = {}
    for field in fields:
        found.setdefault(field.section, []).append(field)
    without = found.pop("", [])
    named = [(members[0].heading, members) for members in found.values()]
    return [*named, (_("Further fields"), without)] if without else named


def with_choices() -> QuerySet[CustomField]:
    """All fields, read together with their choices in order."""
    rows = CustomChoice.objects.filter(field=OuterRef("pk")).order_by("position", "pk")
    retired = ExpressionWrapper(Q(retired_at__isnull=False), output_field=BooleanField())
    facts = JSONObject(key="key", label="label", label_de="label_de", position="position", retired=retired)
    return CustomField.objects.annotate(choice_rows=ArraySubquery(rows.values(row=facts)))


def _read() -> dict[str, dict[str, CustomField]]:
    found: dict[str, dict[str, CustomField]] = {}
    for field in with_choices().order_by("position", "pk"):
        found.setdefault(field.record_type, {})[field.key] = field
    return found
