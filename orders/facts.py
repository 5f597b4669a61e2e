"""The fields of a record as its page lists them, in sections. What they say comes from the field catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.ui.templatetags.ui import fielddisplay, icon

from .custom.definitions import fields_of as defined
from .custom.definitions import sections
from .custom.names import names_in
from .custom.values import held_by, show
from .fields.catalogue import fields_of
from .fields.field import RecordField
from .fields.rows import learn
from .fields.types import surroundings
from .fields.types.links import link_to
from .kinds import RecordKind, kind_of
from .models import Record

WHOLE = ("long_text",)  # types whose cell in a list shows the beginning only


@dataclass(frozen=True)
class Fact:
    """``html`` is empty for nothing. ``edit_url`` is empty where the reader may not edit, or the field cannot be."""

    key: str
    label: str | Promise
    html: SafeString | str
    wide: bool = False
    css: str = ""
    edit_url: str = ""

    @property
    def row(self) -> SafeString:
        """The fact among the others of its section."""
        label, hidden = escape(self.label), ' class="visually-hidden"' if self.key == "description" else ""
        value, wide = self.html or fielddisplay(""), " fact-wide" if self.wide else ""
        dt, dd = f"<dt{hidden}>{label}</dt>", f"<dd>{value}{self._pencil(label) if self.edit_url else ''}</dd>"
        return mark_safe(f'<div class="fact{wide}" data-field="{escape(self.key)}">{dt}{dd}</div>\n')  # noqa: S308 - escaped

    def _pencil(self, label: str) -> str:
        name = gettext("Edit %(label)s") % {"label": label}
        return (
            f'<a class="fact-edit" href="{self.edit_url}" hx-get="{self.edit_url}?as=fact" hx-target="closest [data-field]"'
            f' hx-swap="outerHTML" aria-label="{name}">{icon("edit")}</a>'
        )


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
        if any(fact.html or fact.edit_url for fact in facts):
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
    html = link_to(link, reader) if link is not None and not is_cell else _html(field, value, reader, is_cell=is_cell)
    return Fact(field.key, field.label, html, wide=field.type.name in WHOLE, css=field.css, edit_url=edit_url)


def _html(field: RecordField, value: Any, reader: User, *, is_cell: bool) -> SafeString | str:
    around = surroundings(reader)
    if field.type.name in WHOLE and not is_cell:
        return mark_safe(linebreaks(field.type.text(value, around), autoescape=True)) if value else ""  # noqa: S308 - escaped
    return mark_safe(field.type.html(value, around))  # noqa: S308 - types escape what they show
