"""How much of a record is filled in, and which record is therefore proposed as the primary."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PrimarySuggestion:
    record_id: int
    letter: str
    reason: str


def filled(plan) -> Counter[int]:
    """Per record the number of fields in which it has something."""
    return Counter(option.record_id for field in plan.fields for option in field.options if option.display)


def filled_fields(plan, record_id: int) -> int:
    """Number of fields in which the record has something."""
    return filled(plan)[record_id]


def completeness(plan, record_id: int) -> int:
    """Filled fields in percent of all compared ones."""
    return percent_of(plan, filled_fields(plan, record_id))


def percent_of(plan, number: int) -> int:
    """``number`` fields in percent of all compared ones."""
    return round(100 * number / len(plan.fields)) if plan.fields else 100


def suggest_primary(plan) -> PrimarySuggestion:
    """The most complete record; among equally complete ones the oldest."""
    scores = filled(plan)
    best = min(plan.records, key=lambda one: (-scores[one.record.pk], one.record.created_at, one.record.pk))
    tied = sum(scores[one.record.pk] == scores[best.record.pk] for one in plan.records) > 1
    reason = _("equally complete and the oldest") if tied else _("the most complete")
    return PrimarySuggestion(best.record.pk, best.letter, reason)
