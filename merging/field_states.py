"""Field by field: what the records have, what is proposed, what was chosen, and what the result therefore has."""

from collections.abc import Hashable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

from .loops import looping_keys
from .rules import Choose
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


def field_states(situation: Situation) -> tuple[list[FieldState], Model]:
    """The states of all chosen fields and the unsaved record as it will be."""
    result = copy(situation.primary)
    states = [_Deciding(rule, situation).settle(result) for rule in situation.spec.chosen]
    return states, result


class _Deciding:
    """One rule on one situation."""

    def __init__(self, rule: Choose, situation: Situation) -> None:
        self.rule, self.situation = rule, situation
        self.field: Field = situation.spec.model._meta.get_field(rule.name)
        self.looping = looping_keys(self.field, situation.records)

    def settle(self, result: Model) -> FieldState:
        """Set the value on ``result`` and say how it came about."""
        proposal = propose([self._candidate(record) for record in self.situation.records], self.rule.prefer)
        source = self._source(proposal)
        self._write(result, source)
        return FieldState(
            name=self.rule.name,
            label=str(self.rule.label or self.field.verbose_name),
            kind="text" if self.rule.can_join else "value",
            differs=proposal.differs,
            options=[self._option(record, source, proposal) for record in self.situation.records],
            source=source,
            result_display=self._words(result),
            suggestion_reason=proposal.reason,
            too_long=self._too_long(result),
        )

    def _candidate(self, record: Model) -> Candidate:
        value = getattr(record, self.field.attname)
        return Candidate(
            record.pk,
            self._compared(record),
            is_empty=comparable(value) in (None, "") or self._is_barred(record),
            is_primary=record.pk == self.situation.primary.pk,
            changed_at=getattr(record, "updated_at", None) or record.created_at,
            size=len(value) if isinstance(value, str) else 0,
        )

    def _is_barred(self, record: Model) -> bool:
        """Whether the value cannot come to the primary: it would loop, or it leads to a record in the trash."""
        value = getattr(record, self.field.attname)
        if value in self.looping:
            return True
        is_new = self.field.many_to_one and value is not None and value != getattr(self.situation.primary, self.field.attname)
        return is_new and getattr(getattr(record, self.field.name), "trash_entry_id", None) is not None

    def _compared(self, record: Model) -> Hashable:
        if self.rule.compare is not None:
            return self.rule.compare(record, self.situation.rows_of[record.pk])
        names = (self.situation.spec.model._meta.get_field(name).attname for name in self.rule.names)
        return tuple(comparable(getattr(record, name)) for name in names)

    def _source(self, proposal: Proposal) -> int | str:
        choice = (self.situation.choices.get("fields") or {}).get(self.rule.name) or {}
        if choice.get("join") and self.rule.can_join:
            return JOIN
        if choice.get("from") in self.situation.letters:
            return choice["from"]
        return proposal.record_id or self.situation.primary.pk

    def _write(self, result: Model, source: int | str) -> None:
        if source == JOIN:
            setattr(result, self.rule.name, self._joined_text())
            return
        record = self.situation.records[self.situation.letters[source]]
        if self._is_barred(record):
            setattr(result, self.field.name, None)
            return
        for name in self.rule.names:
            setattr(result, name, getattr(record, name))

    def _joined_text(self) -> str:
        """Every different text under the number of its record, the primary's first."""
        texts: dict[Hashable, str] = {}
        for record in self.situation.ordered:
            text = getattr(record, self.rule.name)
            if text and self._compared(record) not in texts:
                texts[self._compared(record)] = f"{getattr(record, 'display_number', record)}:\n{text}"
        return "\n\n".join(texts.values())

    def _too_long(self, result: Model) -> bool:
        limit, value = self.field.max_length, getattr(result, self.field.attname)
        return isinstance(value, str) and limit is not None and len(value) > limit

    def _option(self, record: Model, source: int | str, proposal: Proposal) -> Option:
        return Option(
            record.pk,
            self.situation.letters[record.pk],
            self._words(record),
            getattr(record, self.field.attname),
            is_chosen=record.pk == source,
            is_suggested=record.pk == (proposal.record_id or self.situation.primary.pk),
        )

    def _words(self, record: Model) -> str:
        if self.rule.show is not None:
            return self.rule.show(record)
        return words(record, self.field, self.situation.by)
