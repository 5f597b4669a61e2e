"""The values of the merged record: what was chosen, and what follows from it."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from .field_states import JOIN, FieldState, field_states
from .held import value_at
from .journal import encode
from .line_states import LinePlan
from .rules import Choose
from .set_fields import DERIVED, SetFields
from .situation import Situation
from .value_states import UnitedValues


@dataclass(frozen=True)
class Outcome:
    """``result`` is the unsaved record as it will be. ``is_computed`` says that its total comes from the lines that result."""

    situation: Situation
    states: list[FieldState]
    values: list[UnitedValues]
    result: Model
    is_computed: bool

    def change(self) -> SetFields:
        """The change that makes the primary this record."""
        primary, spec, entries = self.situation.primary, self.situation.spec, []
        sources = {state.name: state.source for state in self.states}
        for rule in spec.chosen:
            if values_of_rule(primary, rule) != values_of_rule(self.result, rule):
                source = DERIVED if self.is_computed and rule is spec.settled else sources[rule.name]
                entries += [self._entry(name, rule.name, source) for name in rule.names]
        for part in self.situation.parts:
            if encode(value_at(primary, part.name)) != encode(value_at(self.result, part.name)):
                entries.append(self._entry(part.name, part.name, sources.get(part.name, JOIN)))
        for name, value in spec.derive(self.result).items():
            if getattr(primary, name) != value:
                setattr(self.result, name, value)
                entries.append(self._entry(name, name, DERIVED))
        return SetFields(spec.key, primary.pk, {"fields": entries})

    def _entry(self, name: str, group: str, source: int | str) -> dict[str, Any]:
        before, after = encode(value_at(self.situation.primary, name)), encode(value_at(self.result, name))
        return {"name": name, "group": group, "before": before, "after": after, "from": source}

    def obstacles(self, lines: LinePlan | None) -> list[str]:
        """Values that the fields cannot hold: refused, never cut."""
        long = _("%(field)s: the joined text is longer than the field allows. Choose one of the texts.")
        found = [long % {"field": state.label} for state in self.states if state.too_long]
        sums = [(self.result, name) for name in (self.situation.spec.settled.names if self.is_computed else ())]
        sums += [(line, lines.rule.quantity) for line in lines.grown] if lines else []
        large = _("%(field)s: the sum is larger than the field allows. Choose another way to merge the line items.")
        labels = dict.fromkeys(record._meta.get_field(name).verbose_name for record, name in sums if not _fits(record, name))
        return found + [large % {"field": label} for label in labels]


def outcome(situation: Situation, lines: LinePlan | None) -> Outcome:
    """The values that follow from the records, the choices and the resulting lines."""
    states, result = field_states(situation)
    values = [UnitedValues(part, situation) for part in situation.parts if part.several]
    for one in values:
        one.write(result)
    settled = situation.spec.settled
    if settled is None or lines is None:
        return Outcome(situation, states, values, result, is_computed=False)
    is_computed = _settle(situation, states, lines, settled, result)
    shown = [
        _shown_anew(state, settled, result, is_computed=is_computed) if state.name == settled.name else state for state in states
    ]
    return Outcome(situation, shown, values, result, is_computed)


def values_of_rule(record: Model, rule: Choose) -> list[Any]:
    return [getattr(record, record._meta.get_field(name).attname) for name in rule.names]


def _settle(situation: Situation, states: list[FieldState], lines: LinePlan, settled: Choose, result: Model) -> bool:
    """Compute on ``result`` what follows from its lines, if lines or source changed; return whether that made a difference.

    A value that was entered on a record without lines and is chosen beside lines stays as chosen.
    """
    source = next(state.source for state in states if state.name == settled.name)
    if source == JOIN or not (lines.moving or lines.combined or source != situation.primary.pk):
        return False
    chosen = situation.records[situation.letters[source]]
    before, entered = values_of_rule(result, settled), not lines.lines_of(chosen)
    lines.rule.settle(result, lines.result, entered=entered)
    return not entered and values_of_rule(result, settled) != before


def _shown_anew(state: FieldState, settled: Choose, result: Model, *, is_computed: bool) -> FieldState:
    """The words are those of the result: a computed value may come from no record."""
    shown = settled.show(result) if settled.show else state.result_display
    return replace(state, result_display=shown, computed=is_computed)


def _fits(record: Model, name: str) -> bool:
    field = record._meta.get_field(name)
    try:
        field.run_validators(getattr(record, field.attname))
    except ValidationError:
        return False
    return True
