"""Field by field: what the records have, what is proposed, what was chosen, and what the result therefore has."""

from abc import ABC, abstractmethod
from collections.abc import Hashable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

from .held import put, value_at
from .loops import looping_keys
from .rules import Choose, Part
from .situation import Situation
from .survivorship import Candidate, Proposal, comparable, propose
from .wording import words

JOIN = "join"


@dataclass(frozen=True)
class Option:
    """The value of one record for one field, in words."""

    record_id: int
    letter: int
    display: str
    value: Any
    is_chosen: bool
    is_suggested: bool


@dataclass(frozen=True)
class FieldState:
    """One field of the comparison. ``source`` is the record key the value comes from, or ``join``.

    A ``computed`` value follows from the line items that result and comes from no record.
    """

    name: str
    label: str
    kind: str
    differs: bool
    options: list[Option]
    source: int | str
    result_display: str
    suggestion_reason: str
    too_long: bool = False
    computed: bool = False

    @property
    def joined(self) -> bool:
        return self.source == JOIN

    @property
    def chosen(self) -> Option | None:
        return None if self.computed else next((option for option in self.options if option.is_chosen), None)


def is_optional(state: FieldState) -> bool:
    """Whether a filled value wins without a question, yet a person may choose to leave the field blank."""
    said = [bool(option.display) for option in state.options]
    return not state.differs and any(said) and not all(said) and not state.computed


def field_states(situation: Situation) -> tuple[list[FieldState], Model]:
    """The states of all fields that have one value, and the unsaved record with these values."""
    result = copy(situation.primary)
    deciding = [
        *(_ColumnDeciding(rule, situation) for rule in situation.spec.chosen),
        *(_PartDeciding(part, situation) for part in situation.parts if not part.several),
    ]
    return [one.settle(result) for one in deciding], result


class _Deciding(ABC):
    """One value on one situation: what its two kinds have in common."""

    rule: Choose | Part
    situation: Situation

    def settle(self, result: Model) -> FieldState:
        """Set the value on ``result`` and say how it came about."""
        proposal = propose([self._candidate(record) for record in self.situation.records], self.rule.prefer)
        source = self._source(proposal)
        self._write(result, source)
        return FieldState(
            name=self.rule.name,
            label=self.label,
            kind="text" if self.rule.can_join else "value",
            differs=proposal.differs,
            options=[self._option(record, source, proposal) for record in self.situation.records],
            source=source,
            result_display=self.words(result),
            suggestion_reason=proposal.reason,
            too_long=self._too_long(result),
        )

    def value(self, record: Model) -> Any:
        return value_at(record, self.rule.name)

    def _candidate(self, record: Model) -> Candidate:
        value = self.value(record)
        return Candidate(
            record.pk,
            self.compared(record),
            is_empty=self.is_empty(record),
            is_primary=record.pk == self.situation.primary.pk,
            changed_at=getattr(record, "updated_at", None) or record.created_at,
            size=len(value) if isinstance(value, str) else 0,
        )

    def _source(self, proposal: Proposal) -> int | str:
        choice = (self.situation.choices.get("fields") or {}).get(self.rule.name) or {}
        if choice.get("join") and self.rule.can_join:
            return JOIN
        if choice.get("from") in self.situation.letters:
            return choice["from"]
        return self._suggested(proposal)

    def _suggested(self, proposal: Proposal) -> int:
        return proposal.record_id or self.situation.primary.pk

    def _write(self, result: Model, source: int | str) -> None:
        if source == JOIN:
            put(result, self.rule.name, self.joined())
        else:
            self.take(result, self.situation.records[self.situation.letters[source]])

    def joined(self) -> Any:
        """Every different text under the number of its record, the primary's first."""
        texts: dict[Hashable, str] = {}
        for record in self.situation.ordered:
            text, compared = self.value(record), self.compared(record)
            if text and compared not in texts:
                texts[compared] = f"{getattr(record, 'display_number', record)}:\n{text}"
        return "\n\n".join(texts.values())

    def _too_long(self, result: Model) -> bool:
        value = self.value(result)
        return isinstance(value, str) and self.most is not None and len(value) > self.most

    def _option(self, record: Model, source: int | str, proposal: Proposal) -> Option:
        return Option(
            record.pk,
            self.situation.letters[record.pk],
            self.words(record),
            self.value(record),
            is_chosen=record.pk == source,
            is_suggested=record.pk == self._suggested(proposal),
        )

    @property
    @abstractmethod
    def label(self) -> str: ...

    @property
    @abstractmethod
    def most(self) -> int | None:
        """How many characters of text fit."""

    @abstractmethod
    def is_empty(self, record: Model) -> bool: ...

    @abstractmethod
    def compared(self, record: Model) -> Hashable: ...

    @abstractmethod
    def take(self, result: Model, record: Model) -> None:
        """Give ``result`` the value of ``record``."""

    @abstractmethod
    def words(self, record: Model) -> str: ...


class _ColumnDeciding(_Deciding):
    """A value in columns of its own."""

    def __init__(self, rule: Choose, situation: Situation) -> None:
        self.rule, self.situation = rule, situation
        self.field: Field = situation.spec.model._meta.get_field(rule.name)
        self.looping = looping_keys(self.field, situation.records)

    @property
    def label(self) -> str:
        return str(self.rule.label or self.field.verbose_name)

    @property
    def most(self) -> int | None:
        return self.field.max_length

    def is_empty(self, record: Model) -> bool:
        return comparable(self.value(record)) in (None, "") or self._is_barred(record)

    def _is_barred(self, record: Model) -> bool:
        """Whether the value cannot come to the primary: it would loop, or it leads to a record in the trash."""
        value = self.value(record)
        if value in self.looping:
            return True
        is_new = self.field.many_to_one and value is not None and value != self.value(self.situation.primary)
        return is_new and getattr(getattr(record, self.field.name), "trash_entry_id", None) is not None

    def compared(self, record: Model) -> Hashable:
        if self.rule.compare is not None:
            return self.rule.compare(record, self.situation.rows_of[record.pk])
        return tuple(comparable(value_at(record, name)) for name in self.rule.names)

    def take(self, result: Model, record: Model) -> None:
        if self._is_barred(record):
            setattr(result, self.field.name, None)
            return
        for name in self.rule.names:
            setattr(result, name, getattr(record, name))

    def words(self, record: Model) -> str:
        if self.rule.show is not None:
            return self.rule.show(record)
        return words(record, self.field, self.situation.by)


class _PartDeciding(_Deciding):
    """A value inside a JSON column."""

    def __init__(self, part: Part, situation: Situation) -> None:
        self.rule, self.situation = part, situation

    @property
    def label(self) -> str:
        return str(self.rule.label)

    @property
    def most(self) -> int | None:
        return self.rule.most

    def is_empty(self, record: Model) -> bool:
        return self.value(record) is None

    def compared(self, record: Model) -> Hashable:
        return None if self.is_empty(record) else self.rule.compare(self.value(record))

    def take(self, result: Model, record: Model) -> None:
        put(result, self.rule.name, self.value(record))

    def joined(self) -> Any:
        return super().joined() or None

    def words(self, record: Model) -> str:
        return "" if self.is_empty(record) else self.rule.show(self.value(record))
