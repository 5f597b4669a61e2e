"""The fields of a record as its page lists them, in sections. What they say comes from the field catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User

from .custom.definitions import fields_of as defined
from .custom.definitions import sections
from .custom.names import names_in
from .custom.values import held_by, show
from .fields.catalogue import fields_of
from .fields.field import RecordField
from .fields.rows import learn
from .fields.types import surroundings
from .kinds import RecordKind, kind_of
from .models import Record

WHOLE = ("long_text",)  # types whose cell in a list shows the beginning only


@dataclass(frozen=True)
class Fact:
    """``html`` is empty for nothing. ``edit_url`` is empty where the reader may not edit, or the field cannot be."""

    key: str
    label: str | Promise
    html: SafeString | str
    link: Record | None = None
    wide: bool = False
    css: str = ""
    edit_url: str = ""


Section = tuple[str | Promise, tuple[str, ...]]
ORIGIN = ("responsible", "source", "reference", "created", "changed")
SECTIONS: dict[str, tuple[Section, ...]] = {
    "order": (
        (_("About the order"), ("title", "amount", "company", "begins_on", "closes_on", *ORIGIN)),
        (_("Description"), ("description",)),
    ),
    "contact": (
        (_("About the contact"), ("salutation", "first_name", "last_name", "position", "birthday", "company", *ORIGIN)),
        (_("Description"), ("description",)),
    ),
    "company": (
        (_("About the company"), ("name", "legal_form", "industry", "vat_number", "parent", *ORIGIN)),
        (_("Description"), ("description",)),
    ),
}


def sections_of(record: Record, kind: RecordKind, *, reader: User, may_edit: bool) -> list[tuple[str | Promise, list[Fact]]]:
    """Sections with their facts, empty ones too, so that they can be filled in; for others only what says something."""
    known, found = fields_of(kind), []
    learn([record], list(known.values()), reader)
    for legend, keys in _laid_out(kind):
        facts = [fact_of(record, known[key], reader=reader, may_edit=may_edit) for key in keys if key in known]
        if any(fact.html or fact.link or fact.edit_url for fact in facts):
            found.append((legend, facts))
    return found


def _laid_out(kind: RecordKind) -> Iterator[Section]:
    """The sections of the product; what administrators added follows in theirs."""
    yield from SECTIONS[kind.name]
    for heading, fields in sections(defined(kind.model)):
        yield heading, tuple(field.name for field in fields)


def retired_facts(record: Record, *, reader: User) -> list[Fact]:
    """Values of fields that are no longer in use; they are kept and can be read."""
    held = [(field, value) for field, value in held_by(record) if field.is_retired]
    names = names_in([record.custom], {field.key: field for field, _value in held}, reader)
    return [Fact(field.name, str(field), escape(show(field, value, names))) for field, value in held]


def fact_of(record: Record, field: RecordField, *, reader: User, may_edit: bool, is_cell: bool = False) -> Fact:
    """One field as ``reader`` sees it. ``record`` was read with all that the field shows."""
    value = field.read(record)
    link = value if isinstance(value, Record) and value != record else None
    edit_url = kind_of(record).url("field", record.pk, field.key) if may_edit and field.is_editable else ""
    html = _html(field, value, reader, is_cell=is_cell)
    is_wide = field.type.name in WHOLE
    return Fact(field.key, field.label, html, None if is_cell else link, wide=is_wide, css=field.css, edit_url=edit_url)


def _html(field: RecordField, value: Any, reader: User, *, is_cell: bool) -> SafeString | str:
    around = surroundings(reader)
    if field.type.name in WHOLE and not is_cell:
        return mark_safe(linebreaks(field.type.text(value, around), autoescape=True)) if value else ""  # noqa: S308 - escaped
    return mark_safe(field.type.html(value, around))  # noqa: S308 - types escape what they show
