"""What every kind of value can do."""

from collections.abc import Callable, Hashable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.models import Scope, User
from crm_merge.access.permissions import scope_of
from crm_merge.ui.display import display
from orders.kinds import kind_of
from orders.queries.reading import may_read

T = TypeVar("T")
Plain = str | int | bool | Decimal | date | datetime | None


class Surroundings:
    """What is the same for every cell of a page: who reads, and what was found out or written for an earlier row."""

    def __init__(self, reader: User) -> None:
        self.reader, self.hidden = reader, _("(not visible to you)")
        self._remembered: dict[Hashable, Any] = {}

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of an earlier call with ``key``, or that of ``make``: stages, people and addresses repeat."""
        if key not in self._remembered:
            self._remembered[key] = make()
        return self._remembered[key]

    def may_read(self, record: Model) -> bool:
        model = type(record)
        scope = self.remembered((model, "scope"), lambda: scope_of(self.reader, model._meta.label_lower, "read"))
        return scope == Scope.ALL or (scope != Scope.NONE and may_read(self.reader, record))

    def address(self, record: Model) -> str:
        return f"{self.remembered((type(record), 'address'), lambda: kind_of(record).list_url)}{record.pk}/"


def surroundings(reader: User) -> Surroundings:
    return Surroundings(reader)


class FieldType:
    """Base: any value as words. ``name`` is what filters and forms choose their own treatment by."""

    name = "text"
    css = ""

    def text(self, value: Any, around: Surroundings) -> str:
        """Words for the reader, without markup; empty for nothing."""
        return display(value)

    def html(self, value: Any, around: Surroundings) -> str:
        """What stands in the cell of a list."""
        return escape(self.text(value, around))

    def plain(self, value: Any, around: Surroundings) -> Plain:
        """The value for a spreadsheet: a number stays a number, a day a day."""
        return self.text(value, around)
