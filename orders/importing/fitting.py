"""Whether a value fits the field it is for. Nothing is ever cut or rounded."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_noop as noop

from .sentences import say
from .values import Unfit


def fit(value: Any, limits: models.Field | None) -> None:
    """Raise ``Unfit`` when ``value`` is longer, larger or more exact than ``limits`` hold."""
    if isinstance(value, tuple):
        for one in value:
            fit(one, limits)
    elif isinstance(limits, models.DecimalField):
        _fit_decimal(value, limits)
    elif limits is not None and limits.max_length and len(value) > limits.max_length:
        sentence = noop("the text has %(length)s characters, at most %(limit)s are possible.")
        raise Unfit(say(sentence, length=len(value), limit=limits.max_length))


def _fit_decimal(value: Decimal, limits: models.DecimalField) -> None:
    exact = Decimal(f"{value.normalize():f}")
    if max(0, -exact.as_tuple().exponent) > limits.decimal_places:
        raise Unfit(say(noop("%(value)s has more than %(limit)s decimals."), value=exact, limit=limits.decimal_places))
    if abs(exact) >= 10 ** (limits.max_digits - limits.decimal_places):
        raise Unfit(say(noop("%(value)s is too large."), value=exact))
    for validator in limits.validators:
        if isinstance(validator, MinValueValidator) and exact < validator.limit_value:
            raise Unfit(say(noop("%(value)s is less than %(limit)s."), value=exact, limit=validator.limit_value))
        if isinstance(validator, MaxValueValidator) and exact > validator.limit_value:
            raise Unfit(say(noop("%(value)s is more than %(limit)s."), value=exact, limit=validator.limit_value))
