"""The types of fields, by key, in the order in which administrators choose them."""

from orders.models.custom_fields import CustomField

from .base import BadValue, FieldType, Names, Reading, Stored
from .choices import Choice, Choices
from .links import File, Link, Person, RecordLink
from .moments import Day, Instant
from .numbers import Decimals, Integer, Money, Truth
from .texts import LongText, Text, Web

_ALL = (Text, LongText, Integer, Decimals, Money, Truth, Day, Instant, Choice, Choices, Person, RecordLink, File, Web)
TYPES: dict[str, FieldType] = {one.key: one() for one in _ALL}


def type_of(field: CustomField) -> FieldType:
    return TYPES[field.type]


__all__ = ["TYPES", "BadValue", "Choice", "FieldType", "File", "Link", "Names", "Reading", "RecordLink", "Stored", "type_of"]
