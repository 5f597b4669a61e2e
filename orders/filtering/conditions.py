"""What one reader asks of one field: read, as a condition, as words, as an address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .address import Conditions
from .asking import Asking, Senseless
from .field import FilterField
from .treatments.base import all_of, any_of

SIGNS = ("=", "≠", "≥", "≤")
MOST_NAMED = 4


@dataclass(frozen=True)
class Condition:
    """One operator with its values; ``problem`` is the sentence that says why they mean nothing, and then it does not count."""

    operator: str
    texts: tuple[str, ...]
    values: Sequence[Any] = ()
    problem: str = ""


@dataclass(frozen=True)
class FieldConditions:
    """All that is asked of ``field``."""

    field: FilterField
    conditions: Sequence[Condition]
    any: bool
    asking: Asking

    @property
    def problems(self) -> list[str]:
        return [condition.problem for condition in self.conditions if condition.problem]

    @property
    def sensible(self) -> list[Condition]:
        return [condition for condition in self.conditions if not condition.problem]

    @property
    def q(self) -> Q:
        """Every condition that makes sense. The currency of amounts belongs to all of them, so "or" never parts them."""
        made = [self._condition(one) for one in self.sensible if one.operator != "currency"]
        currencies = [self._condition(one) for one in self.sensible if one.operator == "currency"]
        return all_of(currencies) & (any_of(made) if self.any else all_of(made))

    def _condition(self, one: Condition) -> Q:
        return self.field.treatment.condition(self.field, one.operator, one.values, self.asking)

    @property
    def words(self) -> str:
        """``Stage: Offer or Negotiation``; what makes no sense as it was typed."""
        shown = [one for one in self.conditions if one.operator != "currency" or len(self.conditions) == 1]
        glue = pgettext("between conditions", "or") if self.any else pgettext("between conditions", "and")
        said = f" {glue} ".join(self._say(one) for one in shown)
        label = self.field.full_label
        return f"{label} {said}" if said.startswith(SIGNS) else f"{label}: {said}"

    def _say(self, one: Condition) -> str:
        if one.operator == "empty":
            return _("empty") if one.values and one.values[0] else pgettext("filter", "not empty")
        said = list(one.texts) if one.problem else [self._name(one.operator, value) for value in one.values]
        return str(self.field.operators[one.operator].phrase) % {"values": enumerated(said)}

    def _name(self, operator: str, value: Any) -> str:
        return self.field.treatment.words(self.field, operator, value, self.asking)

    @property
    def written(self) -> Conditions:
        """As an address keeps it: names of records become their keys, what makes no sense stays as it was typed."""
        values: dict[str, tuple[str, ...]] = {}
        for one in self.conditions:
            operator = one.operator if one.problem else _lasting(one.operator)
            values[operator] = tuple(dict.fromkeys((*values.get(operator, ()), *self._written(one))))
        return Conditions(values, self.any and len(values) > 1)

    def _written(self, one: Condition) -> tuple[str, ...]:
        if one.problem:
            return one.texts
        if one.operator == "empty":
            return ("yes" if one.values[0] else "no",)
        return tuple(self.field.treatment.write(value) for value in one.values)


def read_conditions(field: FilterField, asked: Conditions, asking: Asking) -> FieldConditions:
    """Read all that is asked of ``field``; the currency first, which the amounts need."""
    operators = sorted(asked.values, key=lambda operator: operator != "currency")
    read = {operator: _read(field, operator, asked.values[operator], asking) for operator in operators}
    return FieldConditions(field, _joined([read[operator] for operator in asked.values]), asked.any, asking)


def _read(field: FilterField, operator: str, texts: tuple[str, ...], asking: Asking) -> Condition:
    try:
        values = field.treatment.read(field, operator, texts, asking)
    except Senseless as problem:
        return Condition(operator, texts, problem=str(problem))
    if operator == "currency":
        asking.memo[f"currency of {field.key}"] = values[0]
    return Condition(operator, texts, values)


def _lasting(operator: str) -> str:
    return {"named": "is", "not-named": "not"}.get(operator, operator)


def _joined(conditions: Sequence[Condition]) -> list[Condition]:
    """Names that somebody typed go to the records that were chosen before."""
    found: dict[str, Condition] = {}
    for one in conditions:
        name = one.operator if one.problem else _lasting(one.operator)
        before = found.get(name)
        if before is not None and not before.problem:
            one = replace(before, values=list(dict.fromkeys((*before.values, *one.values))))
        elif before is not None:
            name = one.operator
        found[name] = one if one.problem else replace(one, operator=_lasting(one.operator))
    return list(found.values())


def enumerated(words: Sequence[str]) -> str:
    """``a, b or c``; of many only the first."""
    if len(words) > MOST_NAMED:
        first = words[: MOST_NAMED - 1]
        return _("%(first)s or %(count)s more") % {"first": ", ".join(first), "count": len(words) - len(first)}
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
