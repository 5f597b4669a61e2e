"""How values of each type are filtered, by the name of the type in the field catalogue."""

from typing import Any

from orders.fields.types import FieldType

from .base import Treatment
from .links import Link
from .moments import Day, Instant
from .numbers import Has, Money, Number, NumberOfRecord, Whole, YesNo
from .options import Choice, EverInStage, InStage, Person, Tags
from .points import Points
from .texts import Code, LongText, Text

TREATMENTS: dict[str, type[Treatment]] = {
    "text": Text,
    "long_text": LongText,
    "web": Text,
    "integer": Whole,
    "decimal": Number,
    "money": Money,
    "yes_no": YesNo,
    "day": Day,
    "instant": Instant,
    "choice": Choice,
    "choices": Choice,
    "stage": InStage,
    "person": Person,
    "link": Link,
    "links": Link,
    "tags": Tags,
}


def treatment_of(of: FieldType) -> Treatment | None:
    """The treatment of a type or of the nearest type it is made from; None when its values cannot be compared.

    A type may bring its own, as ``treatment``.
    """
    if own := getattr(of, "treatment", None):
        return own()
    if getattr(of, "name", "") == "points":
        return Points(of.kind)
    names = [getattr(of, "name", ""), *(vars(each).get("name", "") for each in type(of).__mro__)]
    found = next((TREATMENTS[name] for name in names if isinstance(name, str) and name in TREATMENTS), None)
    return found() if found and not _is_untreated(of) else None


def _is_untreated(of: Any) -> bool:
    return of.name in ("title", "file")


__all__ = [
    "Choice",
    "Code",
    "Day",
    "EverInStage",
    "Has",
    "InStage",
    "Instant",
    "Link",
    "LongText",
    "Money",
    "Number",
    "NumberOfRecord",
    "Person",
    "Points",
    "Tags",
    "Text",
    "Treatment",
    "Whole",
    "YesNo",
    "treatment_of",
]
