"""Which of several values is proposed: pure functions, the candidates' values in, a proposal out."""

import unicodedata
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _


def comparable(value: Any) -> Hashable:
    """Texts with the same letters are equal whatever their Unicode form and outer blanks."""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


class Prefer(Enum):
    """What decides between values that differ."""

    PRIMARY = "primary"
    NEWEST = "newest"
    LONGEST = "longest"


@dataclass(frozen=True)
class Candidate:
    """The value of one record, as compared. ``size`` is the length of a text."""

    record_id: int
    compared: Hashable
    is_empty: bool
    is_primary: bool
    changed_at: datetime
    size: int = 0


@dataclass(frozen=True)
class Proposal:
    """``record_id`` is None when nobody has a value; ``reason`` is said only where there was something to decide."""

    record_id: int | None
    differs: bool
    reason: str = ""


def propose(candidates: Sequence[Candidate], prefer: Prefer) -> Proposal:
    """Filled wins over empty; equal values are no question, the primary's spelling stays; else ``prefer`` decides."""
    filled = [candidate for candidate in candidates if not candidate.is_empty]
    if not filled:
        return Proposal(None, differs=False)
    differs = len({candidate.compared for candidate in filled}) > 1
    if not differs:
        return Proposal(_primary_or_first(filled).record_id, differs=False)
    best, reason = _preferred(filled, prefer)
    return Proposal(best.record_id, differs=True, reason=reason)


def _primary_or_first(filled: Sequence[Candidate]) -> Candidate:
    return next((candidate for candidate in filled if candidate.is_primary), filled[0])


def _preferred(filled: Sequence[Candidate], prefer: Prefer) -> tuple[Candidate, str]:
    primary = _primary_or_first(filled)
    if prefer is Prefer.LONGEST:
        best = max(filled, key=lambda candidate: (candidate.size, candidate is primary))
        return best, _("Suggested: the longest text")
    if prefer is Prefer.NEWEST or not primary.is_primary:
        best = max(filled, key=lambda candidate: (candidate.changed_at, candidate is primary))
        return best, _("Suggested: the most recently changed")
    return primary, _("Suggested: as on the primary")
