"""The fields of a record as the record page lists them, in sections."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .kinds import RecordKind
from .models import Record


@dataclass(frozen=True)
class Fact:
    """``link`` is set instead of a plain value when the field points to another record."""

    label: str | Promise
    value: Any
    link: Record | None = None
    wide: bool = False


SECTIONS: dict[str, tuple[tuple[Promise, tuple[str, ...]], ...]] = {
    "order": (
        (
            _("About the order"),
            ("company", "responsible", "source", "reference", "begins_on", "closes_on", "created_at", "updated_at"),
        ),
        (_("Description"), ("description",)),
    ),
    "contact": (
        (
            _("About the contact"),
            ("salutation", "position", "birthday", "company", "responsible", "source", "reference", "created_at", "updated_at"),
        ),
        (_("Description"), ("description",)),
    ),
    "company": (
        (
            _("About the company"),
            ("legal_form", "industry", "vat_number", "parent", "responsible", "source", "reference", "created_at", "updated_at"),
        ),
        (_("Description"), ("description",)),
    ),
}


def sections_of(record: Record, kind: RecordKind) -> list[tuple[Promise, list[Fact]]]:
    """Sections with the facts that say something; a section without any is left out."""
    sections = ((legend, [_fact(record, name) for name in names]) for legend, names in SECTIONS[kind.name])
    return [(legend, facts) for legend, facts in sections if any(fact.value or fact.link for fact in facts)]


def _fact(record: Record, name: str) -> Fact:
    field = record._meta.get_field(name)
    value = getattr(record, name)
    if isinstance(value, Record):
        return Fact(field.verbose_name, None, link=value)
    if field.choices:
        value = getattr(record, f"get_{name}_display")()
    return Fact(field.verbose_name, value, wide=name == "description")
