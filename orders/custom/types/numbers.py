"""Integers, decimals, amounts of money, yes and no. What JSON cannot hold exactly is stored as text."""

import re
from collections.abc import Hashable
from decimal import Decimal

from django.db.models import BigIntegerField, DecimalField, Expression
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.utils import formats
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from crm_merge.ui.folding import fold
from crm_merge.ui.money import SYMBOLS, format_money
from orders.currencies import CODES
from orders.models.custom_fields import CustomField

from .base import BadValue, FieldType, Names, Reading, Stored, as_number, as_text

MOST_DIGITS, MOST_PLACES = 20, 10
LARGEST = 2**63 - 1
YES, NO = {"1", "yes", "true", "y", "x", "ja", "wahr", "j"}, {"0", "no", "false", "n", "nein", "falsch"}


def shown(number: Decimal) -> str:
    """With all its digits and places, in the reader's format."""
    places = max(0, -int(number.as_tuple().exponent))
    return formats.number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)


def exact(number: Decimal) -> Decimal:
    """``number`` if it has no more digits than the database compares. Raises ``BadValue``."""
    places = max(0, -int(number.as_tuple().exponent))
    if places > MOST_PLACES or abs(number) >= 10**MOST_DIGITS:
        text = noop("A number has at most %(digits)s digits before and %(places)s after the decimal sign.")
        raise BadValue(text, digits=MOST_DIGITS, places=MOST_PLACES)
    return number


class Integer(FieldType):
    key, label = "integer", _("Whole number")
    hint = _("Pieces, seats, employees.")
    may_be_multiple = True

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        number = reading.number(text)
        if number != number.to_integral_value():
            raise BadValue(noop("“%(value)s” is not a whole number."), value=text)
        if abs(number) > LARGEST:
            raise BadValue(noop("“%(value)s” is too large a number."), value=text)
        return int(number)

    def write(self, value: Stored, field: CustomField) -> str:
        return shown(Decimal(value))

    def words(self, value: Stored) -> str:
        return str(value)

    def sorting(self, field: CustomField) -> tuple[Expression, ...]:
        return (as_number(field, BigIntegerField()),)


class Decimals(FieldType):
    key, label = "decimal", _("Decimal number")
    hint = _("Weights, rates, hours: every decimal is kept.")
    may_be_multiple = True

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        return f"{exact(reading.number(text)):f}"

    def write(self, value: Stored, field: CustomField) -> str:
        return shown(Decimal(value))

    def compared(self, value: Stored) -> Hashable:
        return Decimal(value).normalize()

    def sorting(self, field: CustomField) -> tuple[Expression, ...]:
        return (as_number(field, DecimalField(max_digits=MOST_DIGITS + MOST_PLACES, decimal_places=MOST_PLACES)),)


class Money(FieldType):
    """Amount and currency are one value. A bare number counts as euros, as everywhere else."""

    key, label = "money", _("Amount of money")
    hint = _("An amount together with its currency.")
    _sign = re.compile(r"^(?P<before>[A-Za-z]{3}|[^\s\w.,+-])?\s*(?P<number>.*?)\s*(?P<after>[A-Za-z]{3}|zł|[^\s\w.,+-])?$")

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        found = self._sign.match(text.strip())
        amount = exact(reading.number(found["number"]))
        return {"amount": f"{amount:f}", "currency": _currency(found["before"] or found["after"] or "EUR", text)}

    def write(self, value: Stored, field: CustomField) -> str:
        return f"{shown(Decimal(value['amount']))} {value['currency']}"

    def show(self, value: Stored, field: CustomField, names: Names) -> str:
        return format_money(Decimal(value["amount"]), value["currency"])

    def compared(self, value: Stored) -> Hashable:
        return Decimal(value["amount"]).normalize(), value["currency"]

    def sorting(self, field: CustomField) -> tuple[Expression, ...]:
        """Currencies are never compared with each other: by currency first, then by amount."""
        inner = KeyTransform(field.key, "custom")
        digits = DecimalField(max_digits=MOST_DIGITS + MOST_PLACES, decimal_places=MOST_PLACES)
        return (KeyTextTransform("currency", inner), Cast(KeyTextTransform("amount", inner), digits))


def _currency(written: str, text: str) -> str:
    code = {symbol: code for code, symbol in SYMBOLS.items()}.get(written, written.upper())
    if code not in CODES:
        raise BadValue(noop("“%(value)s” names no currency. Write an amount like 1250 EUR."), value=text)
    return code


class Truth(FieldType):
    key, label = "truth", _("Yes or no")
    hint = _("Yes, no, or not known yet.")

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        word = fold(text)
        if word not in YES | NO:
            raise BadValue(noop("“%(value)s” is neither yes nor no."), value=text)
        return word in YES

    def write(self, value: Stored, field: CustomField) -> str:
        return _now("Yes") if value else _now("No")

    def sorting(self, field: CustomField) -> tuple[Expression, ...]:
        return (as_text(field),)
