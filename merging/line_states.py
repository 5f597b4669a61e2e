"""Line items: keep all, combine equal ones, or the primary's only; and the totals that follow."""

from collections.abc import Hashable
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from .changes import Change
from .journal import encode, values_of
from .row_changes import MoveRows
from .row_values import AlterRows, CombineRows
from .rules import Lines
from .situation import Situation
from .survivorship import comparable

ALL, COMBINE, PRIMARY = "all", "combine", "primary"


@dataclass(frozen=True)
class LinesState:
    """What the page offers and what would result. Totals are per currency, net."""

    choice: str
    options: list[tuple[str, str]]
    rows: list[Model]
    totals_before: list[tuple[int, dict[str, Decimal]]]
    totals_after: dict[str, Decimal]


@dataclass
class LinePlan:
    """The line items of all candidates under the choice of the draft."""

    rule: Lines
    situation: Situation

    @cached_property
    def choice(self) -> str:
        """What the person chose; there is nothing to choose when only the primary has lines."""
        choice = self.situation.choices.get("lines")
        return choice if choice in (ALL, COMBINE, PRIMARY) and self.others_lines else ALL

    def lines_of(self, record: Model) -> list[Model]:
        return self.situation.rows_of[record.pk][self.rule.key]

    @cached_property
    def others_lines(self) -> list[Model]:
        return [line for record in self.situation.others for line in self.lines_of(record)]

    @cached_property
    def combined(self) -> list[tuple[Model, Model]]:
        """Lines that are added to another, each with the line that takes its quantity."""
        if self.choice != COMBINE:
            return []
        first: dict[Hashable, Model] = {}
        columns = [self.rule.model._meta.get_field(name).attname for name in self.rule.same]
        pairs = []
        for line in self.situation.ordered_rows(self.rule.key):
            into = first.setdefault(tuple(comparable(getattr(line, column)) for column in columns), line)
            if into is not line:
                pairs.append((line, into))
        return pairs

    @cached_property
    def moving(self) -> list[Model]:
        gone = {line.pk for line, _into in self.combined}
        return [] if self.choice == PRIMARY else [line for line in self.others_lines if line.pk not in gone]

    @cached_property
    def staying_behind(self) -> list[Model]:
        return self.others_lines if self.choice == PRIMARY else []

    @cached_property
    def positions(self) -> dict[int, int]:
        """New positions of the lines that move: after the primary's, in the order of the letters."""
        last = max((getattr(line, self.rule.position) for line in self.lines_of(self.situation.primary)), default=0)
        return {line.pk: last + place for place, line in enumerate(self.moving, start=1)}

    @cached_property
    def result(self) -> list[Model]:
        """The lines of the merged record as they will be, unsaved."""
        added: dict[int, Decimal] = {}
        for line, into in self.combined:
            added[into.pk] = added.get(into.pk, Decimal(0)) + getattr(line, self.rule.quantity)
        gone = {line.pk for line, _into in self.combined}
        kept = [line for line in self.lines_of(self.situation.primary) if line.pk not in gone]
        return [self._as_it_will_be(line, added) for line in [*kept, *self.moving]]

    @property
    def grown(self) -> list[Model]:
        """Lines of the result that took the quantity of others."""
        taking = {into.pk for _line, into in self.combined}
        return [line for line in self.result if line.pk in taking]

    def _as_it_will_be(self, line: Model, added: dict[int, Decimal]) -> Model:
        changed = copy(line)
        setattr(changed, self.rule.quantity, getattr(line, self.rule.quantity) + added.get(line.pk, Decimal(0)))
        setattr(changed, self.rule.position, self.positions.get(line.pk, getattr(line, self.rule.position)))
        return changed

    def state(self) -> LinesState | None:
        """None when only the primary has lines: there is nothing to decide."""
        if not self.others_lines or self.rule.totals is None:
            return None
        options = [
            (ALL, _("Keep all line items")),
            (COMBINE, _("Combine equal products at equal price (quantities add up)")),
            (PRIMARY, _("Keep the primary's only (the others stay with their order in the trash)")),
        ]
        before = [(self.situation.letters[one.pk], self.rule.totals(self.lines_of(one))) for one in self.situation.records]
        return LinesState(self.choice, options, self.result, before, self.rule.totals(self.result))

    def changes(self) -> list[Change]:
        steps = [self._combine(), self._move(), self._reposition()]
        return [step for step in steps if step is not None]

    def _change(self, kind: type[Change], **data: Any) -> Change:
        return kind(self.situation.spec.key, self.situation.primary.pk, {"relation": self.rule.key, **data})

    def _combine(self) -> Change | None:
        if not self.combined:
            return None
        taking = {into.pk: into for _line, into in self.combined}.values()
        before = [[into.pk, getattr(into, self.rule.attname), encode(getattr(into, self.rule.quantity))] for into in taking]
        rows = [{"into": into.pk, "row": values_of(line)} for line, into in self.combined]
        return self._change(CombineRows, into=before, rows=rows)

    def _move(self) -> Change | None:
        if not self.moving:
            return None
        from_ids = sorted({getattr(line, self.rule.attname) for line in self.moving})
        return self._change(MoveRows, from_ids=from_ids, count=len(self.moving))

    def _reposition(self) -> Change | None:
        rows = [
            [line.pk, getattr(line, self.rule.attname), getattr(line, self.rule.position), self.positions[line.pk]]
            for line in self.moving
            if getattr(line, self.rule.position) != self.positions[line.pk]
        ]
        return self._change(AlterRows, column=self.rule.position, rows=rows) if rows else None
