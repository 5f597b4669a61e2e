"""How much of a record is filled in, and which record is therefore proposed as the primary."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PrimarySuggestion:
    record_id: int
    letter: str
    reason: str


def filled_fields(plan, record_id: int) -> int:
    """Number of fields in which the record has something."""
    return sum(1 for field in plan.fields for option in field.options if option.record_id == record_id and option.display)


def completeness(plan, record_id: int) -> int:
    """Filled fields in percent of all compared ones."""
    return round(100 * filled_fields(plan, record_id) / len(plan.fields)) if plan.fields else 100


def suggest_primary(plan) -> PrimarySuggestion:
    """The most complete record; among equally complete ones the oldest."""
    scores = {candidate.record.pk: filled_fields(plan, candidate.record.pk) for candidate in plan.records}
    best = min(plan.records, key=lambda one: (-scores[one.record.pk], one.record.created_at, one.record.pk))
    tied = sum(1 for score in scores.values() if score == scores[best.record.pk]) > 1
    reason = _("equally complete and the oldest") if tied else _("the most complete")
    return PrimarySuggestion(best.record.pk, best.letter, reason)
