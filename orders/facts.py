"""The fields of a record as the record page lists them, in sections."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User

from .custom.definitions import sections
from .custom.names import names_in
from .custom.types import Names, Stored, type_of
from .custom.values import held_by, show, single
from .kinds import RecordKind, kind_of
from .models import Attachment, CustomField, Record
from .templatetags.records import link_to


@dataclass(frozen=True)
class Fact:
    """``link`` is set instead of a plain value when the field points to another record.

    A fact that is a section of its own is not ``labelled``: the heading says it already.
    """

    label: str | Promise
    value: Any
    link: Record | None = None
    wide: bool = False
    labelled: bool = True


Section = tuple[str | Promise, list[Fact]]

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


def custom_facts(record: Record, reader: User, files: Iterable[Attachment]) -> tuple[list[Section], list[Fact]]:
    """The fields that administrators defined and that have a value, in their sections; and the retired ones.

    ``files`` are those of the record, which the caller has read.
    """
    held = list(held_by(record))
    fields = {field.key: field for field, _value in held}
    names = names_in([record.custom], fields, reader, there=files) if held else Names()
    facts = {field.key: _custom_fact(field, value, names, record, reader) for field, value in held}
    used = sections([field for field in fields.values() if not field.is_retired])
    shown = [(heading, [facts[field.key] for field in members]) for heading, members in used]
    return shown, [facts[key] for key, field in fields.items() if field.is_retired]


def _custom_fact(field: CustomField, value: Stored, names: Names, record: Record, reader: User) -> Fact:
    what = type_of(field)
    if field.type in ("record", "file", "web"):
        pieces = [_linked(field, one, names, record, reader) for one in single(field, value)]
        return Fact(str(field), format_html_join(", ", "{}", ((piece,) for piece in pieces)))
    return Fact(str(field), show(field, value, names), wide=what.can_be_joined)


def _linked(field: CustomField, value: Stored, names: Names, record: Record, reader: User) -> SafeString | str:
    """What a value points to, as a link where the reader may follow it."""
    words = type_of(field).show(value, field, names)
    if field.type == "web":
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', value, words)
    target = names.links.get((type_of(field).target(field), value))
    if isinstance(target, Record):
        return link_to(target, reader)
    if isinstance(target, Attachment) and getattr(target, f"{record._meta.model_name}_id") == record.pk:
        return format_html('<a href="{}">{}</a>', kind_of(record).url("download", record.pk, target.pk), words)
    return words


def _fact(record: Record, name: str) -> Fact:
    field = record._meta.get_field(name)
    value = getattr(record, name)
    if isinstance(value, Record):
        return Fact(field.verbose_name, None, link=value)
    if field.choices:
        value = getattr(record, f"get_{name}_display")()
    return Fact(field.verbose_name, value, wide=name == "description", labelled=name != "description")
