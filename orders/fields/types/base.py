"""What every kind of value can do."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.ui.display import display

Plain = str | int | bool | Decimal | date | datetime | None


@dataclass(frozen=True)
class Surroundings:
    """What is the same for every cell of a page: who reads, and the words for what they may not."""

    reader: User
    hidden: str


def surroundings(reader: User) -> Surroundings:
    return Surroundings(reader, _("(not visible to you)"))


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
