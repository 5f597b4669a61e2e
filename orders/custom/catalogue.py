"""The fields that administrators defined, for the field catalogue: lists, filters, exports and editing in place get them."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from html import escape
from typing import Any

from django.db.models import Model

from crm_merge.access.models import User
from orders.fields.field import RecordField, Sort
from orders.fields.types import FieldType, Link, LongText, Plain, Surroundings
from orders.kinds import RecordKind, all_kinds
from orders.models import Attachment, Record
from orders.models.custom_fields import CustomField

from .definitions import fields_of
from .filtering import compared, treatment_of
from .indexes import is_sorted
from .merging import COLUMN
from .names import names_in
from .types import Names, Stored, type_of
from .types.moments import instant_of
from .values import is_list, show, single

# How the catalogue calls the types; filters and forms choose their treatment by these names.
CALLED = {"truth": "yes_no", "record": "link"}
RIGHT_ALIGNED = ("integer", "decimal", "money")


class NamesOfPage:
    """The names of what all rows of a page point to: read at once when the page is learnt, else when they are asked for."""

    def __init__(self, fields: Sequence[CustomField]) -> None:
        self.fields = {field.key: field for field in fields}
        self._known: dict[tuple[type[Model], int], str] = {}
        self._links: dict[tuple[type[Model], int], Model] = {}

    def learn(self, records: Sequence[Record], reader: User) -> None:
        """Read the names that ``records`` need, instead of those known: one statement or two per kind of thing."""
        self._known, self._links = {}, {}
        self._take(names_in([record.custom for record in records], self.fields, reader))

    def for_value(self, field: CustomField, value: Stored, reader: User) -> Names:
        needed = [pointed for one in single(field, value) for pointed in type_of(field).keys(one, field)]
        if any(pointed not in self._known for pointed in needed):
            self._take(names_in([{field.key: value}], self.fields, reader))
        return Names(self._known, self._links)

    def _take(self, names: Names) -> None:
        self._known |= names.known
        self._links |= names.links


CONVERT = {"integer": int, "truth": bool, "decimal": Decimal, "day": date.fromisoformat, "instant": instant_of}


class CustomType(FieldType):
    """A defined field in the catalogue; its value is as stored on the record."""

    def __init__(self, field: CustomField, page: NamesOfPage) -> None:
        self.field, self.page = field, page
        self.name = CALLED.get(field.type, field.type)
        if field.multiple and field.type in ("text", "web"):
            self.name = "long_text"  # looked for by its words; no text of several begins or is exactly so
        self.treatment = treatment_of(field)
        self.css = "number" if field.type in RIGHT_ALIGNED and not is_list(field) else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Stored key and words of every choice, retired ones too."""
        return [(option.key, str(option)) for option in self.field.options]

    def text(self, value: Stored, around: Surroundings) -> str:
        return show(self.field, value, self.page.for_value(self.field, value, around.reader))

    def html(self, value: Stored, around: Surroundings) -> str:
        if self.field.type == "record":
            return ", ".join(self._link(one, around) for one in single(self.field, value))
        if self.field.type == "file" and value is not None:
            return self._file(value, around)
        if self.field.type == "web":
            addresses = [escape(one) for one in single(self.field, value)]
            return ", ".join(f'<a href="{one}" rel="noopener noreferrer">{one}</a>' for one in addresses)
        words = self.text(value, around)
        return LongText().html(words, around) if self.field.type == "long_text" else escape(words)

    def _readable(self, value: Stored, around: Surroundings) -> Iterator[str]:
        names, target = self.page.for_value(self.field, value, around.reader), type_of(self.field).target(self.field)
        for one in single(self.field, value):
            record = names.links.get((target, one))
            if record is not None and around.may_read(record):
                yield names.of(target, one)

    def _file(self, value: Stored, around: Surroundings) -> str:
        """The file as a link where it lies; the page behind asks for the right."""
        words = escape(self.text(value, around))
        file = self.page.for_value(self.field, value, around.reader).links.get((Attachment, value))
        kinds = (kind for kind in all_kinds() if file is not None and getattr(file, f"{kind.name}_id"))
        at = next((kind.url("download", getattr(file, f"{kind.name}_id"), value) for kind in kinds), "")
        return f'<a href="{at}">{words}</a>' if at else words

    def _link(self, value: Stored, around: Surroundings) -> str:
        names = self.page.for_value(self.field, [value] if is_list(self.field) else value, around.reader)
        target = type_of(self.field).target(self.field)
        record = names.links.get((target, value))
        return escape(names.of(target, value)) if record is None else Link().html(record, around)

    def plain(self, value: Stored, around: Surroundings) -> Plain:
        """One number, day or instant stays what it is. Records that the reader may not read are left out."""
        if self.field.type == "record":
            return ", ".join(self._readable(value, around))
        convert = CONVERT.get(self.field.type)
        if value is None or is_list(self.field) or convert is None:
            return self.text(value, around)
        return convert(value)


def provide(kind: RecordKind) -> Iterator[RecordField]:
    """The fields in use, in the order in which people see them."""
    fields = fields_of(kind.model)
    page = NamesOfPage(fields)
    for field in fields:
        yield RecordField(
            field.name,
            str(field),
            CustomType(field, page),
            partial(_read, field.key),
            compared(field),
            sort=_sort(field) if is_sorted(field) else None,
            columns=(COLUMN,),
            form_fields=() if field.type == "file" else (field.name,),
            learn=page.learn,
        )


def _read(key: str, record: Record) -> Any:
    return record.custom.get(key)


def _sort(field: CustomField) -> Sort:
    expressions = type_of(field).ordering(field)
    annotations = {f"custom_{field.key}_order_{place}": expression for place, expression in enumerate(expressions)}
    return Sort(tuple(annotations), annotations, descends=field.type in ("integer", "decimal", "money", "day", "instant"))
