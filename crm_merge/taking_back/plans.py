"""What taking an operation back will do, for the page that asks before and for the report after."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from crm_merge.audit.services import label_of
from crm_merge.audit.statements import history_of
from crm_merge.audit.words import Words, keys_in, title
from crm_merge.ui.display import display

from .became import Became
from .deciding import Decider, Decision, conflict_key
from .values import Value, is_record

MOST_SHOWN = 100


@dataclass(frozen=True)
class Conflict:
    """Something the operation wrote and somebody edited since. ``key`` is for ``put_back``; no words for a whole row."""

    key: str
    record: str
    url: str
    label: str
    now: str = ""
    before: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.label


@dataclass(frozen=True)
class Left:
    """A record or row that stays as it is, and why."""

    label: str
    url: str
    sentence: str


@dataclass
class Counts:
    """How many rows of which model became what; the model by its label, ``became`` as stored."""

    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, model: type[Model], decisions: Sequence[Decision]) -> None:
        for decision in decisions:
            if decision.became != Became.NOTHING and not decision.is_hidden:
                self.numbers[model._meta.label_lower, decision.became.value] += 1

    def of(self, became: Became) -> int:
        return sum(number for (_model, one), number in self.numbers.items() if one == became)

    @property
    def changes(self) -> int:
        """How many rows are written."""
        return sum(number for (_model, one), number in self.numbers.items() if Became(one).is_change)

    def as_json(self) -> list[list[Any]]:
        return [[model, became, number] for (model, became), number in sorted(self.numbers.items())]

    @classmethod
    def read(cls, stored: list[list[Any]]) -> "Counts":
        return cls(Counter({(model, became): number for model, became, number in stored}))


@dataclass
class Plan:
    """``conflicts`` and ``left`` are the first ``MOST_SHOWN``; ``conflict_count`` counts all of them.

    ``hides``: something of it is not for the reader, who is told no more than that.
    """

    counts: Counts = field(default_factory=Counts)
    conflicts: list[Conflict] = field(default_factory=list)
    conflict_count: int = 0
    left: list[Left] = field(default_factory=list)
    hides: bool = False

    def add(self, decider: Decider, decisions: Sequence[Decision]) -> None:
        shown = [decision for decision in decisions if not decision.is_hidden]
        self.hides |= len(shown) < len(decisions)
        self.counts.add(decider.model, shown)
        self.conflict_count += sum(len(decision.conflicts) for decision in shown)
        open_ones = [decision for decision in shown if decision.conflicts][: MOST_SHOWN - len(self.conflicts)]
        stay = [one for one in shown if _stays(one)][: MOST_SHOWN - len(self.left)]
        if open_ones or stay:
            self._say(decider, open_ones, stay)

    def _say(self, decider: Decider, open_ones: Sequence[Decision], stay: Sequence[Decision]) -> None:
        says = _Says(decider, [*open_ones, *stay])
        room = MOST_SHOWN - len(self.conflicts)
        self.conflicts += [conflict for decision in open_ones for conflict in says.conflicts(decision)][:room]
        self.left += [says.left(decision) for decision in stay]


def _stays(decision: Decision) -> bool:
    return decision.became not in (Became.NOTHING, Became.EDITED) and not decision.became.is_change


class _Says:
    """Names and values of a few rows of one model, in the reader's words."""

    def __init__(self, decider: Decider, decisions: Sequence[Decision]) -> None:
        self.model, self.values = decider.model, decider.values
        history = history_of(self.model)
        wanted = {key for one in decisions for key in (one.found.before, one.found.after) if key}
        self.then = history.objects.in_bulk(wanted)
        self.now = self.model._base_manager.in_bulk({one.found.key for one in decisions})
        self.owners = _owners(decider, decisions)
        self.words = Words(decider.by)
        rows = [*self.then.values(), *self.now.values()]
        self.words.learn(keys_in(rows, dict.fromkeys(item for value in self.values for item in value.fields)))

    def conflicts(self, decision: Decision) -> list[Conflict]:
        name, url = self._named(decision)
        if decision.conflicts == [-1]:
            return [Conflict(conflict_key(self.model, decision.found.key), name, url, "")]
        return [self._conflict(decision, self.values[place], name, url) for place in decision.conflicts]

    def _conflict(self, decision: Decision, value: Value, name: str, url: str) -> Conflict:
        key = conflict_key(self.model, decision.found.key, value.name)
        now, before = self.now[decision.found.key], self.then[decision.found.before]
        return Conflict(key, name, url, value.label, self._shown(value, now), self._shown(value, before))

    def _shown(self, value: Value, row: Model) -> str:
        if value.part is not None or value.rest is not None:
            return self._shown_parts(value, getattr(row, value.fields[0].attname)) or display(None)
        words = (self.words.of(item, getattr(row, item.attname)) for item in value.fields if not _is_flag(item, value))
        return " ".join(word for word in words if word) or display(None)

    def _shown_parts(self, value: Value, held: Mapping[str, Any]) -> str:
        if value.part is not None:
            return value.part.words(held[value.part.key], self.words.name) if value.part.key in held else ""
        return "; ".join(f"{key}: {held[key]}" for key in sorted(held) if key not in value.rest)

    def left(self, decision: Decision) -> Left:
        name, url = self._named(decision)
        return Left(name, url, decision.became.sentence)

    def _named(self, decision: Decision) -> tuple[str, str]:
        """The record, or the row with the record that it belongs to."""
        found = decision.found
        row = self.now.get(found.key) or self.then[found.after].instance
        name = label_of(row)
        if is_record(self.model):
            return name, row.get_absolute_url() if found.is_there else ""
        owner = self.owners.get((found.owner_place, found.owner))
        kind = title(self.model)
        if owner is None:
            return f"{kind} {name}", ""
        return f"{label_of(owner)} · {kind} {name}", owner.get_absolute_url()


def _is_flag(item: Any, value: Value) -> bool:
    return item.name == value.follows


def _owners(decider: Decider, decisions: Sequence[Decision]) -> dict[tuple[int, int], Model]:
    found: dict[tuple[int, int], Model] = {}
    for place, parent in enumerate(decider.owners):
        keys = {one.found.owner for one in decisions if one.found.owner_place == place}
        rows = parent.related_model._base_manager.in_bulk(keys) if keys else {}
        found |= {(place, key): row for key, row in rows.items()}
    return found
