"""Days people type. A year with two digits, or with five, is a slip."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
SENTENCE = _("Choose a year between 1900 and 2999.")


def is_believable(day: date) -> bool:
    return EARLIEST <= day <= LATEST


def day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
