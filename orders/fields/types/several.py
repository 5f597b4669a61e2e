"""Values that a record has many of."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .base import FieldType, Surroundings


class Several(FieldType):
    """Values that a record has many of, as words; a cell shows the first and how many there are."""

    name = "several"

    def text(self, value: Sequence[str], around: Surroundings) -> str:
        return ", ".join(value)

    def html(self, value: Sequence[str], around: Surroundings) -> str:
        more = f' <span class="list-sub">+{len(value) - 1}</span>' if len(value) > 1 else ""
        return f"{escape(value[0])}{more}" if value else ""


@dataclass(frozen=True)
class Points(Several):
    """Phones, e-mail or web addresses of the record: the values of its contact points of one ``kind``."""

    kind: str
    name = "points"

    @property
    def css(self) -> str:
        """A phone number is one word."""
        return "text-nowrap" if self.kind == "phone" else ""


class Tags(Several):
    name = "tags"

    def html(self, value: Sequence[str], around: Surroundings) -> str:
        return " ".join([f'<span class="chip">{escape(tag)}</span>' for tag in value])
