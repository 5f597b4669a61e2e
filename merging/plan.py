"""What a merge will do, built by reading only: the very changes that the preview shows and the commit applies."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from .changes import Change, TrashRecords
from .field_states import FieldState
from .journal import values_of
from .line_states import LinePlan, LinesState
from .models import MergeSession
from .outcome import Outcome, outcome
from .outcome_words import left_behind, moves
from .picks import PickGroup, pick_groups
from .row_changes import MoveRows
from .row_states import United
from .rules import Move, Unite
from .situation import Situation, read_situation


@dataclass(frozen=True)
class Candidate:
    """One of the records; ``letter`` is its place (0 is A), ``card`` what tells it apart, as (label, value)."""

    record: Model
    letter: int
    is_primary: bool
    related_count: int
    card: list[tuple[Any, Any]]


@dataclass(frozen=True)
class MergePlan:
    """``changes`` in the order of applying; ``fingerprint`` changes when anything the preview rests on does (P7).

    ``obstacles`` are sentences; with any of them the plan cannot be applied. ``remarks`` are sentences, too, and no more.
    """

    record_type: str
    primary: Model
    records: list[Candidate]
    fields: list[FieldState]
    pick_groups: list[PickGroup]
    lines: LinesState | None
    moves: list[tuple[str, int, int, str]]
    left_behind: list[tuple[str, int, str]]
    changes: list[Change]
    obstacles: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fingerprint: str = ""
    preview: dict[str, Any] = field(default_factory=dict)

    @property
    def trashed(self) -> list[Candidate]:
        return [candidate for candidate in self.records if not candidate.is_primary]

    @property
    def has_conflicts(self) -> bool:
        """Whether a person has something to decide."""
        return self.lines is not None or any(state.differs for state in self.fields)


def build_plan(session: MergeSession, *, by: Model, lock: bool = False) -> MergePlan:
    """The plan of a draft as things are now. ``lock`` locks records and rows for the commit.

    Raises ``MergeNotAllowed`` when the records cannot be merged by ``by``.
    """
    return plan_for(read_situation(session, by=by, lock=lock))


def plan_for(situation: Situation) -> MergePlan:
    """The plan that follows from what was read."""
    spec = situation.spec
    united = [United(rule, situation) for rule in spec.moving if isinstance(rule, Unite)]
    lines = LinePlan(spec.lines, situation) if spec.lines else None
    will_be = outcome(situation, lines)
    changes = [
        will_be.change(),
        *(change for one in united for change in one.changes()),
        *(lines.changes() if lines else ()),
        *_plain_moves(situation),
        TrashRecords(spec.key, situation.primary.pk, {"ids": sorted(record.pk for record in situation.others)}),
    ]
    preview = _preview(situation)
    return MergePlan(
        record_type=spec.key,
        primary=situation.primary,
        records=_candidates(situation),
        fields=will_be.states,
        pick_groups=[*_of_values(will_be), *(group for one in united for group in pick_groups(one))],
        lines=lines.state() if lines else None,
        moves=moves(situation, united, lines),
        left_behind=left_behind(will_be, united, lines),
        changes=changes,
        obstacles=will_be.obstacles(lines),
        remarks=spec.remarks(will_be.result),
        fingerprint=_fingerprint(situation, preview, changes),
        preview=preview,
    )


def _of_values(will_be: Outcome) -> list[PickGroup]:
    return [group for one in will_be.values for group in one.pick_groups()]


def _candidates(situation: Situation) -> list[Candidate]:
    primary, card = situation.primary.pk, situation.spec.card
    return [
        Candidate(record, place, record.pk == primary, situation.related_count(record), card(record, situation.by))
        for place, record in enumerate(situation.records)
    ]


def _plain_moves(situation: Situation) -> list[MoveRows]:
    made = []
    for rule in (rule for rule in situation.spec.moving if isinstance(rule, Move)):
        counts = {record.pk: situation.weight(rule.key, record).count for record in situation.others}
        sources = sorted(pk for pk, count in counts.items() if count)
        if sources:
            data = {"relation": rule.key, "from_ids": sources, "count": sum(counts.values())} | _only(rule, situation, sources)
            made.append(MoveRows(situation.spec.key, situation.primary.pk, data))
    return made


def _only(rule: Move, situation: Situation, sources: list[int]) -> dict[str, Any]:
    """Of records that point to their own type the candidates themselves stay as they are."""
    if rule.model is not situation.spec.model:
        return {}
    rows = rule.model._base_manager.filter(**{f"{rule.attname}__in": sources}).exclude(pk__in=list(situation.letters))
    return {"row_ids": sorted(rows.values_list("pk", flat=True))}


def _preview(situation: Situation) -> dict[str, Any]:
    """What the plan rests on, exact, so that a later look can name what changed."""
    return {
        "values": {str(record.pk): values_of(record) for record in situation.records},
        "rows": {
            rule.key: {str(record.pk): situation.weight(rule.key, record).as_json() for record in situation.records}
            for rule in situation.spec.moving
        },
    }


def _fingerprint(situation: Situation, preview: dict[str, Any], changes: list[Change]) -> str:
    content = {
        "type": situation.spec.key,
        "records": [record.pk for record in situation.records],
        "primary": situation.primary.pk,
        "preview": preview,
        "changes": [change.as_json() for change in changes],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
