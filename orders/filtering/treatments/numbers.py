"""Numbers and amounts of money. In addresses they have a point and no groups, whoever writes them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from crm_merge.ui.display import display
from crm_merge.ui.money import format_money
from orders.currencies import CODES
from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import MONEY, NUMBER, NUMBER_OF_RECORD, WHOLE, YES_NO
from orders.offered import Currencies
from orders.queries.numbers import LARGEST, parse_number

from .base import NO, YES, Treatment, read_yes_no

_LOOKUPS = {"is": "in", "min": "gte", "max": "lte"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,10})?")


class Number(Treatment):
    operators = NUMBER

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> Any:
        if not _NUMBER.fullmatch(text):
            raise Senseless(_("“%(text)s” is not a number like 1234.5.") % {"text": text})
        return Decimal(text)

    def positive(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        return Q(**{f"{field.compared.path}__{_LOOKUPS[operator]}": values if operator == "is" else values[0]})

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        return display(value)

    def write(self, value: Any) -> str:
        return f"{value:f}"


class Whole(Number):
    operators = WHOLE

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise Senseless(_("“%(text)s” is not a whole number.") % {"text": text})
        return int(text)

    def write(self, value: Any) -> str:
        return str(value)


class NumberOfRecord(Whole):
    """The number of the record itself, in any spelling."""

    operators = NUMBER_OF_RECORD

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> int:
        number = parse_number(asking.kind.model, text)
        if number is None or number > LARGEST:
            example = f"{asking.kind.model.prefix}-1042"
            raise Senseless(_("“%(text)s” is not a number like %(example)s.") % {"text": text, "example": example})
        return number

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        return f"{asking.kind.model.prefix}-{value}"


class Money(Number):
    """Amounts are compared within one currency: the one that is asked for, else the team's."""

    operators = MONEY

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> Any:
        if operator == "currency":
            if text.upper() not in CODES:
                raise Senseless(_("“%(text)s” is not a currency code such as EUR.") % {"text": text})
            return text.upper()
        return super().read_one(field, operator, text, asking), self.currency_of(field, asking)

    def positive(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        if operator == "currency":
            return Q(**{field.compared.currency: values[0]})
        amounts = super().positive(field, operator, [amount for amount, _currency in values], asking)
        return Q(**{field.compared.currency: values[0][1]}) & amounts

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        if operator == "currency":
            return str(value)
        return format_money(*value, places=0 if value[0] == value[0].to_integral_value() else 2)

    def write(self, value: Any) -> str:
        return value if isinstance(value, str) else f"{value[0]:f}"

    def currency_of(self, field: FilterField, asking: Asking) -> str:
        """The currency that the field's other conditions name."""
        return asking.memo.get(f"currency of {field.key}") or asking.once("currencies", Currencies).default


class YesNo(Treatment):
    operators = YES_NO

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> bool:
        return read_yes_no(text)

    def positive(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        return Q(**{field.compared.path: values[0]})

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        return display(value)

    def write(self, value: Any) -> str:
        return YES if value else NO


class Has(YesNo):
    """Whether the record has a row of some kind at all."""

    def condition(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        found = field.holds(Q(), asking)
        return found if values[0] else ~found
