"""What a merge will do, built by reading only: the very changes that the preview shows and the commit applies."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from .changes import Change, SetFields, TrashRecords
from .field_states import FieldState, field_states
from .journal import encode, values_of
from .line_states import LinePlan, LinesState
from .models import MergeSession
from .outcome_words import left_behind, moves
from .row_changes import MoveRows
from .row_states import PickGroup, United
from .rules import Choose, Move, Unite
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

    ``obstacles`` are sentences; with any of them the plan cannot be applied.
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
    states, result = field_states(situation)
    united = [United(rule, situation) for rule in spec.moving if isinstance(rule, Unite)]
    lines = LinePlan(spec.lines, situation) if spec.lines else None
    settled = _settle(situation, states, lines, result)
    shown = [_shown_anew(state, situation, result, settled) for state in states]
    changes = [
        _set_fields(situation, states, result, settled),
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
        fields=shown,
        pick_groups=[group for one in united for group in one.pick_groups()],
        lines=lines.state() if lines else None,
        moves=moves(situation, united, lines),
        left_behind=left_behind(situation, shown, united, lines),
        changes=changes,
        obstacles=_obstacles(states),
        fingerprint=_fingerprint(situation, preview, changes),
        preview=preview,
    )


def _candidates(situation: Situation) -> list[Candidate]:
    primary = situation.primary.pk
    return [
        Candidate(record, place, record.pk == primary, situation.related_count(record), situation.spec.card(record))
        for place, record in enumerate(situation.records)
    ]


def _settle(situation: Situation, states: list[FieldState], lines: LinePlan | None, result: Model) -> set[str]:
    """Compute on ``result`` what follows from its lines; return the names of the rules that were touched by it."""
    if lines is None or lines.rule.settle is None:
        return set()
    primary = situation.primary.pk
    groups = [rule for rule in situation.spec.chosen if len(rule.names) > 1]
    sources = {state.name: state.source for state in states}
    if not (lines.moving or lines.combined or any(sources[rule.name] != primary for rule in groups)):
        return set()
    before = {rule.name: _values(result, rule) for rule in groups}
    lines.rule.settle(result, lines.result)
    return {rule.name for rule in groups if _values(result, rule) != before[rule.name]}


def _values(record: Model, rule: Choose) -> list[Any]:
    return [getattr(record, record._meta.get_field(name).attname) for name in rule.names]


def _shown_anew(state: FieldState, situation: Situation, result: Model, settled: set[str]) -> FieldState:
    """A computed value comes from no record: the words are those of the result."""
    if state.name not in settled:
        return state
    rule = next(rule for rule in situation.spec.chosen if rule.name == state.name)
    shown = rule.show(result) if rule.show else state.result_display
    return FieldState(**{**vars(state), "result_display": shown, "computed": True})


def _set_fields(situation: Situation, states: list[FieldState], result: Model, settled: set[str]) -> SetFields:
    primary, entries = situation.primary, []
    sources = {state.name: state.source for state in states}
    for rule in situation.spec.chosen:
        if _values(primary, rule) != _values(result, rule):
            source = "derived" if rule.name in settled else sources[rule.name]
            entries += [_entry(primary, result, name, rule.name, source) for name in rule.names]
    for name, value in situation.spec.derive(result).items():
        setattr(result, name, value)
        if getattr(primary, name) != value:
            entries.append(_entry(primary, result, name, name, "derived"))
    return SetFields(situation.spec.key, primary.pk, {"fields": entries})


def _entry(primary: Model, result: Model, name: str, group: str, source: int | str) -> dict[str, Any]:
    column = primary._meta.get_field(name).attname
    before, after = encode(getattr(primary, column)), encode(getattr(result, column))
    return {"name": name, "group": group, "before": before, "after": after, "from": source}


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


def _obstacles(states: Sequence[FieldState]) -> list[str]:
    sentence = _("%(field)s: the joined text is longer than the field allows. Choose one of the texts.")
    return [sentence % {"field": state.label} for state in states if state.too_long]


def _preview(situation: Situation) -> dict[str, Any]:
    """What the plan rests on, exact, so that a later look can name what changed."""
    return {
        "values": {str(record.pk): values_of(record) for record in situation.records},
        "rows": {
            rule.key: {str(record.pk): list(vars(situation.weight(rule.key, record)).values()) for record in situation.records}
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


__all__ = ["Candidate", "MergePlan", "build_plan", "plan_for"]
