"""Numbers as the reader writes them. A separator in the wrong place is refused: 1,50 must never be read as 150."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _


class NumberField(forms.DecimalField):
    """A decimal in the reader's format, with or without groups of three digits."""

    def to_python(self, value: Any) -> Decimal | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        number = read_number(value.strip())
        if number is None:
            example = number_format(Decimal("1234.56"), use_l10n=True, force_grouping=True)
            raise ValidationError(_("Write a number like %(example)s.") % {"example": example}, code="invalid")
        return super().to_python(number)


def read_number(text: str) -> Decimal | None:
    """The number that ``text`` can only mean, None when it means none.

    The other language's decimal sign is taken where it cannot be the sign of a group: 7.5 in German, 7,5 in English.
    """
    point, group = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    grouped = rf"[+-]?[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+(?:{re.escape(point)}[0-9]*)?"
    plain = rf"[+-]?(?:[0-9]+(?:{re.escape(point)}[0-9]*)?|{re.escape(point)}[0-9]+)"
    foreign = rf"[+-]?[0-9]+{re.escape(group)}(?:[0-9]{{1,2}}|[0-9]{{4,}})"
    if re.fullmatch(grouped, text) or re.fullmatch(plain, text):
        return Decimal(text.replace(group, "").replace(point, "."))
    return Decimal(text.replace(group, ".")) if re.fullmatch(foreign, text) else None
