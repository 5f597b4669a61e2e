"""Any value of any field as words for the reader."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def display(value: Any) -> str:
    """Words for ``value``: yes and no, dates and numbers in the reader's format, an empty string for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return _pattern("SHORT_DATETIME_FORMAT", timezone.localtime(value) if timezone.is_aware(value) else value)
    if isinstance(value, date):
        return _pattern("SHORT_DATE_FORMAT", value)
    if isinstance(value, Decimal):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


def _pattern(name: str, value: date) -> str:
    return dateformat.format(value, _format(name, get_language() or ""))


@lru_cache(maxsize=10)
def _format(name: str, language: str) -> str:
    """Asked once per language: a list shows hundreds of instants."""
    return formats.get_format(name, lang=language)


def relative(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, or until when, in one unit: ``3 days ago``, ``in 2 hours``."""
    seconds = ((now or timezone.now()) - moment).total_seconds()
    distance = abs(seconds)
    for limit, divisor, unit in _UNITS:
        if distance < limit:
            return _phrase(int(distance // divisor), unit, past=seconds >= 0)
    return formats.date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


_UNITS = ((60, 1, "now"), (3_600, 60, "minutes"), (86_400, 3_600, "hours"), (30 * 86_400, 86_400, "days"))


def _phrase(count: int, unit: str, *, past: bool) -> str:
    if unit == "now":
        return _("just now")
    if past:
        words = {"minutes": _("%(count)s min ago"), "hours": _("%(count)s h ago"), "days": _("%(count)s d ago")}
    else:
        words = {"minutes": _("in %(count)s min"), "hours": _("in %(count)s h"), "days": _("in %(count)s d")}
    return words[unit] % {"count": count}
