"""Days and instants. A span of days is what the reader's calendar says, in the reader's time zone."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm_merge.ui.display import display
from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import DAY
from orders.forms.days import SENTENCE, is_believable

from .base import Treatment, any_of

Span = tuple[date, date]
MOST_DAYS = 3660


def _month(today: date, by: int, *, months: int = 1) -> Span:
    """The span of ``months`` that ``today`` lies in, ``by`` such spans later."""
    number = (today.year * 12 + today.month - 1) // months * months + by * months
    first, after = date(number // 12, number % 12 + 1, 1), number + months
    return first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _week(today: date, by: int) -> Span:
    monday = today - timedelta(days=today.weekday() - 7 * by)
    return monday, monday + timedelta(days=6)


def _day(today: date, by: int) -> Span:
    return (today + timedelta(days=by),) * 2


PERIODS: Mapping[str, tuple[Promise, Callable[[date], Span]]] = {
    "today": (gettext_lazy("today"), lambda today: _day(today, 0)),
    "yesterday": (gettext_lazy("yesterday"), lambda today: _day(today, -1)),
    "tomorrow": (gettext_lazy("tomorrow"), lambda today: _day(today, 1)),
    "this-week": (gettext_lazy("this week"), lambda today: _week(today, 0)),
    "last-week": (gettext_lazy("last week"), lambda today: _week(today, -1)),
    "next-week": (gettext_lazy("next week"), lambda today: _week(today, 1)),
    "this-month": (gettext_lazy("this month"), lambda today: _month(today, 0)),
    "last-month": (gettext_lazy("last month"), lambda today: _month(today, -1)),
    "next-month": (gettext_lazy("next month"), lambda today: _month(today, 1)),
    "this-quarter": (gettext_lazy("this quarter"), lambda today: _month(today, 0, months=3)),
    "last-quarter": (gettext_lazy("last quarter"), lambda today: _month(today, -1, months=3)),
    "next-quarter": (gettext_lazy("next quarter"), lambda today: _month(today, 1, months=3)),
    "this-year": (gettext_lazy("this year"), lambda today: _month(today, 0, months=12)),
    "last-year": (gettext_lazy("last year"), lambda today: _month(today, -1, months=12)),
    "next-year": (gettext_lazy("next year"), lambda today: _month(today, 1, months=12)),
}


class Day(Treatment):
    """Values are what the address says: a day, the name of a period, a number of days."""

    operators = DAY

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> Any:
        if operator in ("last", "next"):
            return _days(text)
        if text in PERIODS and (operator == "is" or text in ("today", "yesterday", "tomorrow")):
            return text
        return _date(text)

    def positive(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        return any_of(self._fits(field, operator, self.span(operator, value, asking), asking) for value in values)

    def span(self, operator: str, value: Any, asking: Asking) -> Span:
        """First and last day of what ``value`` means today."""
        today = asking.today
        if operator == "last":
            return today - timedelta(days=value - 1), today
        if operator == "next":
            return today, today + timedelta(days=value - 1)
        return PERIODS[value][1](today) if isinstance(value, str) else (value, value)

    def _fits(self, field: FilterField, operator: str, span: Span, asking: Asking) -> Q:
        path, (first, last) = field.compared.path, span
        lookups = {"min": {"gte": first}, "max": {"lte": last}, "before": {"lt": first}, "after": {"gt": last}}
        return _looked_up(path, lookups.get(operator, {"gte": first, "lte": last}))

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        if operator == "last":
            return ngettext("last %(count)s day", "last %(count)s days", value) % {"count": value}
        if operator == "next":
            return ngettext("next %(count)s day", "next %(count)s days", value) % {"count": value}
        return str(PERIODS[value][0]) if isinstance(value, str) else display(value)

    def write(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)


class Instant(Day):
    def _fits(self, field: FilterField, operator: str, span: Span, asking: Asking) -> Q:
        start, end = asking.instants(*span)
        lookups = {"min": {"gte": start}, "max": {"lt": end}, "before": {"lt": start}, "after": {"gte": end}}
        return _looked_up(field.compared.path, lookups.get(operator, {"gte": start, "lt": end}))


def _looked_up(path: str, lookups: Mapping[str, Any]) -> Q:
    return Q(**{f"{path}__{lookup}": value for lookup, value in lookups.items()})


def _days(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= MOST_DAYS:
        raise Senseless(_("“%(text)s” is not a number of days from 1 to %(most)s.") % {"text": text, "most": MOST_DAYS})
    return int(text)


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise Senseless(_("“%(text)s” is not a day like 2026-03-31.") % {"text": text})
    if not is_believable(day):
        raise Senseless(str(SENTENCE))
    return day
