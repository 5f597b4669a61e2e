"""Values that a record has one of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any

from crm_merge.access.models import User
from crm_merge.ui.money import format_money
from crm_merge.ui.templatetags.ui import ago
from orders.models import Stage

from .base import FieldType, Plain, Surroundings

LONGEST_IN_A_CELL = 120


class Text(FieldType):
    pass


class LongText(FieldType):
    name, css = "long_text", "is-long"

    def html(self, value: str, around: Surroundings) -> str:
        text = " ".join(value.split())
        return escape(text if len(text) <= LONGEST_IN_A_CELL else f"{text[: LONGEST_IN_A_CELL - 1]}…")


class _AsItIs(FieldType):
    def plain(self, value: Any, around: Surroundings) -> Plain:
        return value


class Integer(_AsItIs):
    name, css = "integer", "number"


class Number(_AsItIs):
    name, css = "decimal", "number"


class YesNo(_AsItIs):
    name = "yes_no"


class Day(_AsItIs):
    name, css = "day", "text-nowrap"


class Instant(_AsItIs):
    """Instants in UTC; shown as how long ago, with the exact instant in the reader's zone on hover."""

    name, css = "instant", "text-nowrap"

    def html(self, value: datetime | None, around: Surroundings) -> str:
        return str(ago(value))


class Money(FieldType):
    """A pair of amount and currency, which never part."""

    name, css = "money", "number"

    def text(self, value: tuple[Decimal | None, str], around: Surroundings) -> str:
        return format_money(*value)

    def plain(self, value: tuple[Decimal | None, str], around: Surroundings) -> Plain:
        return value[0]


@dataclass(frozen=True)
class Choice(FieldType):
    """One of ``choices``, pairs of stored value and words."""

    choices: Sequence[tuple[str, Any]]
    name = "choice"

    def text(self, value: str, around: Surroundings) -> str:
        return str(next((words for key, words in self.choices if key == value), value or ""))


class InStage(FieldType):
    name = "stage"

    def html(self, value: Stage, around: Surroundings) -> str:
        return around.remembered(("stage", value.pk), lambda: self._html(value))

    def _html(self, value: Stage) -> str:
        return f'<span class="stage stage-{escape(value.colour)}">{escape(str(value))}</span>'


class Person(FieldType):
    name = "person"

    def text(self, value: User | None, around: Surroundings) -> str:
        return around.remembered(("person", value.pk), lambda: str(value)) if value else ""
