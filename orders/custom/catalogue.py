"""The fields that administrators defined, for the field catalogue: lists, filters, exports and editing in place get them."""

from collections.abc import Iterable, Iterator, Sequence
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
from .names import names_in, pointed_to
from .types import Names, Stored, type_of
from .types.moments import instant_of
from .values import Custom, is_list, show, single

# How the catalogue calls the types; filters and forms choose their treatment by these names.
CALLED = {"truth": "yes_no", "record": "link"}
CSS = {"long_text": "is-long", "day": "text-nowrap", "instant": "text-nowrap"}
CSS |= dict.fromkeys(("integer", "decimal", "money"), "number")


class NamesOfPage:
    """The names of what all rows of a page point to: read at once when the page is learnt, else when they are asked for.

    ``fields`` are those whose values are learnt; a page that shows retired values too has it learn all.
    """

    def __init__(self, fields: Iterable[CustomField]) -> None:
        self.fields = {field.key: field for field in fields}
        self._names = Names()
        self._asked: set[tuple[type[Model], int]] = set()

    def learn(self, records: Sequence[Record], reader: User) -> None:
        """Read the names that ``records`` need, instead of those known: a bounded number of statements."""
        self._names, self._asked = Names(), set()
        self._read([record.custom for record in records], reader)

    def for_value(self, field: CustomField, value: Stored, reader: User) -> Names:
        needed = {pointed for one in single(field, value) for pointed in type_of(field).keys(one, field)}
        if not needed <= self._asked:
            self._read([{field.key: value}], reader)
        return self._names

    def _read(self, columns: Sequence[Custom], reader: User) -> None:
        """What is not there any more has no name, and is not asked for again."""
        found = names_in(columns, self.fields, reader)
        self._names = Names({**self._names.known, **found.known}, {**self._names.links, **found.links})
        self._asked |= set(pointed_to(columns, self.fields))


CONVERT = {"integer": int, "truth": bool, "decimal": Decimal, "day": date.fromisoformat, "instant": instant_of}


class CustomType(FieldType):
    """A defined field in the catalogue; its value is as stored on the record."""

    def __init__(self, field: CustomField, page: NamesOfPage) -> None:
        self.field, self.page = field, page
        self.name = CALLED.get(field.type, field.type)
        if field.multiple and field.type in ("text", "web"):
            self.name = "long_text"  # looked for by its words; no text of several begins or is exactly so
        self.treatment = treatment_of(field)
        self.css = "" if is_list(field) else CSS.get(field.type, "")

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
