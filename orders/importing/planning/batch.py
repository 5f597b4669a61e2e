"""Rows that are to be written together, and the draft of one record on its way there."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_noop as noop

from orders.importing.sentences import Sentence, say

SHOWN = 60  # characters of an old or new value in the report


@dataclass
class Draft:
    """A record with everything an entry would write; taken into the batch only when nothing speaks against it."""

    record: Model
    is_new: bool
    says: list[Sentence] = field(default_factory=list)
    new: list[Model] = field(default_factory=list)
    changed: list[Model] = field(default_factory=list)
    differs: bool = False

    @property
    def is_written(self) -> bool:
        return self.is_new or self.differs or bool(self.new) or bool(self.changed)

    def set(self, name: str, value: Any) -> None:
        """Give the record a value; say what it replaces."""
        old = getattr(self.record, name)
        if old == value:
            return
        setattr(self.record, name, value)
        self.differs = True
        if not self.is_new:
            self.says.append(_change(self.record, name, old, value))

    def add(self, row: Model, sentence: Sentence | None = None) -> None:
        self.new.append(row)
        if sentence is not None and not self.is_new:
            self.says.append(sentence)


def _change(record: Model, name: str, old: Any, new: Any) -> Sentence:
    label = capfirst(str(record._meta.get_field(name).verbose_name))
    return say(noop("%(field)s: %(old)s → %(new)s"), field=label, old=shortened(old), new=shortened(new))


def shortened(value: Any) -> Any:
    """A value as a report shows it."""
    if isinstance(value, bool | Decimal | date):
        return value
    text = "–" if value is None or value == "" else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class Batch:
    """New and changed rows by model, and the records the import is about."""

    def __init__(self) -> None:
        self.new: dict[type[Model], list[Model]] = {}
        self.changed: dict[type[Model], list[Model]] = {}

    def take(self, draft: Draft) -> None:
        if not draft.is_written:
            return
        if draft.is_new:
            self.add_new(draft.record)
        else:
            self.add_changed(draft.record)
        for row in draft.new:
            self.add_new(row)
        for row in draft.changed:
            self.add_changed(row)

    def add_new(self, row: Model) -> None:
        self.new.setdefault(type(row), []).append(row)

    def add_changed(self, row: Model) -> None:
        rows = self.changed.setdefault(type(row), [])
        if not any(row is other for other in rows):
            rows.append(row)
