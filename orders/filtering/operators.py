"""The ways to compare a field, by the names that stand in addresses: ``amount.min=1000``. They never change."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Operator:
    """``label`` stands before the field in which a value is entered, ``phrase`` in a chip, with ``%(values)s`` filled in.

    ``entered`` is how a value is entered: text, number, whole, money, day, period, options, reference, currency, yes_no or
    filled. ``several`` says that several values mean "or"; else only the first counts.
    """

    name: str
    label: Promise
    phrase: Promise | str
    entered: str
    several: bool = True


def operator(name: str, label: Promise, phrase: Promise | str, entered: str, *, several: bool = True) -> Operator:
    return Operator(name, label, phrase, entered, several)


VALUES = "%(values)s"
EMPTY = operator("empty", _("Value"), VALUES, "filled", several=False)

TEXT = (
    operator("is", pgettext_lazy("filter", "contains"), VALUES, "text"),
    operator("exactly", pgettext_lazy("filter", "is exactly"), "= %(values)s", "text"),
    operator("begins", pgettext_lazy("filter", "begins with"), _("begins with %(values)s"), "text"),
    operator("not", pgettext_lazy("filter", "is not"), _("not %(values)s"), "text"),
)
CONTAINS = (operator("is", pgettext_lazy("filter", "contains"), VALUES, "text"),)
CODE = (
    operator("is", pgettext_lazy("filter", "is"), VALUES, "text"),
    operator("not", pgettext_lazy("filter", "is not"), _("not %(values)s"), "text"),
)
POINTS = (
    operator("is", pgettext_lazy("filter", "begins or ends with"), VALUES, "text"),
    operator("not", pgettext_lazy("filter", "is not"), _("not %(values)s"), "text"),
)
_NUMBERS = (
    ("min", pgettext_lazy("filter", "at least"), "≥ %(values)s"),
    ("max", pgettext_lazy("filter", "at most"), "≤ %(values)s"),
    ("is", pgettext_lazy("filter", "is"), "= %(values)s"),
    ("not", pgettext_lazy("filter", "is not"), "≠ %(values)s"),
)


def _numbers(entered: str) -> tuple[Operator, ...]:
    return tuple(Operator(name, label, phrase, entered, several=name in ("is", "not")) for name, label, phrase in _NUMBERS)


NUMBER, WHOLE = _numbers("number"), _numbers("whole")
NUMBER_OF_RECORD = _numbers("text")
CURRENCY = operator("currency", _("Currency"), _("in %(values)s"), "currency", several=False)
_AMOUNTS = _numbers("number")
MONEY = (*_AMOUNTS[:2], CURRENCY, *_AMOUNTS[2:])
DAY = (
    operator("is", pgettext_lazy("filter", "on or in"), VALUES, "period"),
    operator("last", pgettext_lazy("filter", "in the last … days"), VALUES, "whole", several=False),
    operator("next", pgettext_lazy("filter", "in the next … days"), VALUES, "whole", several=False),
    operator("min", pgettext_lazy("filter", "from"), _("from %(values)s"), "day", several=False),
    operator("max", pgettext_lazy("filter", "to"), _("to %(values)s"), "day", several=False),
    operator("before", pgettext_lazy("filter", "before"), _("before %(values)s"), "day", several=False),
    operator("after", pgettext_lazy("filter", "after"), _("after %(values)s"), "day", several=False),
)
YES_NO = (operator("is", pgettext_lazy("filter", "is"), VALUES, "yes_no", several=False),)
OPTIONS = (
    operator("is", pgettext_lazy("filter", "is one of"), VALUES, "options"),
    operator("not", pgettext_lazy("filter", "is none of"), _("not %(values)s"), "options"),
)
SEVERAL_OPTIONS = (
    OPTIONS[0],
    operator("all", pgettext_lazy("filter", "has all of"), _("all of %(values)s"), "options"),
    OPTIONS[1],
)
EVER = (operator("is", pgettext_lazy("filter", "was in"), VALUES, "options"),)
LINK = (
    operator("is", pgettext_lazy("filter", "is one of"), VALUES, "reference"),
    operator("not", pgettext_lazy("filter", "is none of"), _("not %(values)s"), "reference"),
    # What somebody typed, by number or name; it becomes one of the two above.
    operator("named", pgettext_lazy("filter", "is, by number or name"), VALUES, "named"),
    operator("not-named", pgettext_lazy("filter", "is not, by number or name"), _("not %(values)s"), "named"),
)
