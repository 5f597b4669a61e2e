"""What is said about a file, kept as text and values so that every reader gets it in the reader's own language."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from crm_merge.ui.display import display
from crm_merge.ui.money import format_money


@dataclass(frozen=True)
class Money:
    """An amount with its currency; shown in the reader's format."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)


@dataclass(frozen=True)
class Sentence:
    """``text`` is marked with ``gettext_noop`` where it is written.

    ``values`` are texts, and numbers, days, amounts and sentences, which are shown in the reader's language.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.values:
            return gettext(self.text)
        return gettext(self.text) % {name: display(value) for name, value in self.values.items()}

    def as_json(self) -> list[Any]:
        return [self.text, {name: _stored(value) for name, value in self.values.items()}]


def say(text: str, **values: Any) -> Sentence:
    return Sentence(text, values)


def from_json(stored: list[Any]) -> Sentence:
    text, values = stored
    return Sentence(text, {name: _value(value) for name, value in values.items()})


def _stored(value: Any) -> Any:
    if isinstance(value, Sentence):
        return value.as_json()
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, bool) else str(value)


def _value(stored: Any) -> Any:
    if isinstance(stored, list):
        return from_json(stored)
    if not isinstance(stored, dict):
        return stored
    if "amount" in stored:
        return Money(Decimal(stored["amount"]), stored["currency"])
    return Decimal(stored["number"]) if "number" in stored else date.fromisoformat(stored["day"])


@dataclass(frozen=True)
class Problem:
    """Something that keeps a file from being imported, with the line of the file where it is."""

    line: int
    sentence: Sentence


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """The file cannot be read on from ``problem.line``."""

    def __init__(self, line: int, sentence: Sentence) -> None:
        super().__init__(f"{line}: {sentence}")
        self.problem = Problem(line, sentence)
