"""What was done so far while an operation is taken back: counts, the first rows that stay, totals to compute afresh."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, Model

from crm_merge.audit.models import ChangeSet
from crm_merge.audit.services import add_subjects
from crm_merge.audit.statements import history_of

from .became import Became
from .deciding import Decider, Decision
from .plans import MOST_SHOWN, Counts
from .reading import PORTION
from .registry import rules_of
from .values import is_record


@dataclass
class Tally:
    """``stays`` names rows by model and key, with the record they belong to; words are found when somebody reads it."""

    change_set: ChangeSet
    opened: ChangeSet
    counts: Counts = field(default_factory=Counts)
    stays: list[list[Any]] = field(default_factory=list)
    stale: dict[type[Model], set[int]] = field(default_factory=dict)

    def take(self, decider: Decider, decisions: Sequence[Decision]) -> None:
        """Count decisions that were carried out, and say which records the operation is about."""
        self.counts.add(decider.model, decisions)
        changed = [decision for decision in decisions if decision.became.is_change]
        for model, keys in _records(decider, changed).items():
            add_subjects(self.opened, model._base_manager.filter(pk__in=keys).order_by("pk"))
        staying = [one for one in decisions if _is_told(one)][: MOST_SHOWN - len(self.stays)]
        self.stays += [_named(decider, decision) for decision in staying]
        self._note_stale(decider, changed)

    def _note_stale(self, decider: Decider, changed: Sequence[Decision]) -> None:
        """A total is stale when it followed rows since, or when rows came or went beside others that were touched since."""
        self.stale.setdefault(decider.model, set()).update(one.found.key for one in changed if one.settles)
        for place, parent in enumerate(decider.owners):
            if rules_of(parent.related_model).settled_by is decider.model:
                owners = {one.found.owner for one in changed if one.found.owner_place == place}
                self.stale.setdefault(parent.related_model, set()).update(self._touched_since(decider.model, parent, owners))

    def _touched_since(self, model: type[Model], parent: ForeignKey, owners: Collection[int]) -> set[int]:
        rows = history_of(model).objects.filter(**{f"{parent.attname}__in": owners}, change_set__gt=self.change_set)
        return set(rows.exclude(change_set=self.opened).values_list(parent.attname, flat=True))

    def settle(self) -> None:
        """Compute totals afresh that follow from rows which came or went."""
        for model, keys in self.stale.items():
            settle, ordered = rules_of(model).settle, sorted(keys)
            for start in range(0, len(ordered) if settle else 0, PORTION):
                settle(ordered[start : start + PORTION])


def _is_told(decision: Decision) -> bool:
    """Something of it stays as it is, and it is not hidden from the person."""
    stays = not decision.became.is_change and decision.became != Became.NOTHING
    return not decision.is_hidden and (stays or bool(decision.conflicts))


def _records(decider: Decider, decisions: Sequence[Decision]) -> dict[type[Model], set[int]]:
    """The records that rows are or belong to; rows that belong to none stand for themselves."""
    found: dict[type[Model], set[int]] = {}
    for decision in decisions:
        model, key = _subject(decider, decision)
        found.setdefault(model, set()).add(key)
    return found


def _subject(decider: Decider, decision: Decision) -> tuple[type[Model], int]:
    if is_record(decider.model) or decision.found.owner is None:
        return decider.model, decision.found.key
    return decider.owners[decision.found.owner_place].related_model, decision.found.owner


def _named(decider: Decider, decision: Decision) -> list[Any]:
    became = Became.EDITED if decision.became.is_change else decision.became
    model, key = _subject(decider, decision)
    row = "" if model is decider.model else decider.model._meta.label_lower
    return [model._meta.label_lower, key, row, str(became)]
