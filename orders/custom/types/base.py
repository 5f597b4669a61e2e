"""What every type of field can do. A *stored* value is plain JSON; a type says what it may look like and what it means."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Expression, Model
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext

from merging.survivorship import comparable
from orders.models.custom_fields import CustomField

Stored = Any
Pointed = tuple[type[Model], int]  # model and key of a row that a value points to
Keys = Iterable[Pointed]


class BadValue(ValueError):  # noqa: N818 - says what the text is
    """Text that is no value of its field. ``text`` is marked for translation, ``values`` fill it in."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def __str__(self) -> str:
        return gettext(self.text) % self.values


@dataclass(frozen=True)
class Reading:
    """How text is written where it comes from, and whom or what it can name. Each raises ``BadValue``."""

    number: Callable[[str], Decimal]
    day: Callable[[str], date]
    person: Callable[[str], int]
    record: Callable[[str, str], int]


class Names:
    """The names of people, records and files that values point to, for one reader (``orders.custom.names``).

    ``links`` are the rows themselves, as far as there are any.
    """

    def __init__(self, known: Mapping[Pointed, str] | None = None, links: Mapping[Pointed, Model] | None = None) -> None:
        self.known, self.links = known or {}, links or {}

    def of(self, model: type[Model], key: int) -> str:
        return self.known.get((model, key), "") or gettext("deleted (key %(key)s)") % {"key": key}


class FieldType:
    """Base. ``read`` and ``write`` turn one value into text and back, in the way of writing of a person or a file."""

    key: ClassVar[str]
    label: ClassVar[Promise]
    hint: ClassVar[Promise]
    may_be_multiple: ClassVar[bool] = False
    is_always_multiple: ClassVar[bool] = False
    may_have_default: ClassVar[bool] = True
    can_be_joined: ClassVar[bool] = False
    can_be_imported: ClassVar[bool] = True
    is_sorted: ClassVar[bool] = True
    most: ClassVar[int | None] = None

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        """The value that ``text`` writes. Raises ``BadValue``."""
        raise NotImplementedError

    def write(self, value: Stored, field: CustomField) -> str:
        """Text that ``read`` turns into the same value, in the reader's language."""
        return str(value)

    def show(self, value: Stored, field: CustomField, names: Names) -> str:
        """The value as a person reads it."""
        return self.write(value, field)

    def compared(self, value: Stored) -> Hashable:
        """What makes two values the same, whatever their spelling."""
        return comparable(value)

    def words(self, value: Stored) -> str:
        """What the record is found by; nothing for most types."""
        return ""

    def keys(self, value: Stored, field: CustomField) -> Keys:
        """The rows that the value points to."""
        return ()

    def sorting(self, field: CustomField) -> tuple[Expression, ...]:
        """What rows are sorted and compared by; an index of the same expressions serves it (``orders.custom.indexes``)."""
        return (as_text(field),)

    def ordering(self, field: CustomField) -> tuple[Expression, ...]:
        """What rows are sorted by, where that is not what they are compared by; an index of its own serves it."""
        return self.sorting(field)


def as_text(field: CustomField) -> Expression:
    return KeyTextTransform(field.key, "custom")


def as_number(field: CustomField, output: Any) -> Expression:
    return Cast(KeyTextTransform(field.key, "custom"), output)


