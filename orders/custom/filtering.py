"""How lists compare defined fields: expressions that an index of the field serves, and treatments for several values."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Expression, ExpressionWrapper, Model, Q, TextField

from merging.models import MergedRecord
from orders.fields.field import Compared
from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import CODE, SEVERAL_OPTIONS
from orders.filtering.treatments import Choice, Link, Person
from orders.filtering.treatments.base import Treatment, any_of
from orders.models import Record
from orders.models.custom_fields import CustomField

from .merging import COLUMN
from .names import names_in
from .readings import reading_of
from .types import BadValue, type_of
from .types.base import as_text
from .types.moments import stored_instant
from .types.numbers import MOST_PLACES
from .values import is_list


class DayText(TextField):
    """A day as it is stored; compared with days."""

    def get_prep_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else super().get_prep_value(value)


class InstantText(TextField):
    """An instant as it is stored; compared with instants."""

    def get_prep_value(self, value: Any) -> Any:
        return stored_instant(value) if isinstance(value, datetime) else super().get_prep_value(value)


class TruthText(TextField):
    """Yes and no as the database writes them; compared with True and False."""

    def get_prep_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else super().get_prep_value(value)


OUTPUTS: dict[str, type[TextField]] = {"day": DayText, "instant": InstantText, "truth": TruthText}
# Words of these types are among the record's own words, in its search entry.
WORDED = ("text", "web")


def compared(field: CustomField) -> Compared | None:
    """What conditions on the field compare; None for files."""
    if field.type == "file":
        return None
    names = [f"{COLUMN}_{field.key}_{place}" for place in range(2)]
    target = type_of(field).target(field) if field.type in ("person", "record") else None
    if field.type == "money":
        currency, amount = type_of(field).sorting(field)
        return Compared(names[1], {names[0]: currency, names[1]: amount}, currency=names[0])
    return Compared(names[0], {names[0]: _expression(field)}, target=target, is_worded=field.type in WORDED)


def _expression(field: CustomField) -> Expression:
    if is_list(field) or field.type in ("text", "web", "long_text"):
        return as_text(field)
    (expression,) = type_of(field).sorting(field)
    output = OUTPUTS.get(field.type)
    return ExpressionWrapper(expression, output_field=output()) if output else expression


def treatment_of(field: CustomField) -> Callable[[], Treatment] | None:
    """The treatment of a field that the catalogue's own would not treat rightly."""
    if field.type == "record":
        return lambda: LinkedRecord(field)
    if not is_list(field) or field.type in WORDED:
        return None
    several = {"choices": SeveralChoices, "person": SeveralPeople}.get(field.type, SeveralValues)
    return lambda: several(field)


def holds(field: CustomField, values: Iterable[Any]) -> Q:
    """That one of ``values`` is among those of the record; answered by the index of the whole column."""
    return any_of(Q(**{f"{COLUMN}__contains": {field.key: [value]}}) for value in values)


class _Several(Treatment):
    """Mixin: a field with several values per record."""

    def __init__(self, field: CustomField) -> None:
        self.custom = field

    def filled(self, field: FilterField, asking: Asking) -> Q:
        return Q(**{f"{field.compared.path}__isnull": False})

    def positive(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        return holds(self.custom, self.stored(values, asking))

    def stored(self, values: Sequence[Any], asking: Asking) -> list[Any]:
        return list(values)


class SeveralChoices(_Several, Choice):
    operators = SEVERAL_OPTIONS


class SeveralPeople(_Several, Person):
    operators = SEVERAL_OPTIONS

    def stored(self, values: Sequence[Any], asking: Asking) -> list[Any]:
        return [asking.reader.pk if value == "me" else int(value) for value in values]


class SeveralValues(_Several):
    """Numbers and days of which a record has several: has it this one? Values are as stored."""

    operators = CODE

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> Any:
        try:
            return type_of(self.custom).read(text, self.custom, reading_of(asking.reader))
        except BadValue as error:
            raise Senseless(str(error)) from error

    def stored(self, values: Sequence[Any], asking: Asking) -> list[Any]:
        """Decimals are stored with the places that were typed: the same number may be there in several spellings."""
        if self.custom.type != "decimal":
            return list(values)
        numbers = [Decimal(value).normalize() for value in values]
        return [f"{number:.{places}f}" for number in numbers for places in range(_places(number), MOST_PLACES + 1)]

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        names = names_in([{self.custom.key: [value]}], {self.custom.key: self.custom}, asking.reader)
        return type_of(self.custom).show(value, self.custom, names)

    def write(self, value: Any) -> str:
        return type_of(self.custom).write(value, self.custom)


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


class LinkedRecord(Link):
    """A link keeps the key of a record that was merged; whoever asks for its home means it too."""

    def __init__(self, field: CustomField) -> None:
        self.custom = field

    def positive(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        keys = [*values, *merged_into(field.compared.target, values)]
        return holds(self.custom, keys) if is_list(self.custom) else super().positive(field, operator, keys, asking)


def merged_into(model: type[Model], keys: Iterable[int]) -> list[int]:
    """The keys of records whose data is now on those with ``keys``, through any number of merges."""
    found: list[int] = []
    above = list(keys) if issubclass(model, Record) else []
    while above:
        links = MergedRecord.objects.filter(record_type=model._meta.label_lower, primary_id__in=above, is_live=True)
        above = list(links.values_list("record_id", flat=True))
        found += above
    return found
