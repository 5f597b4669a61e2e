"""The report of a dry run or an import: a line of JSON per outcome, counts on top; written as it comes, read page by page."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from django.db.models import Model

from .planning.outcome import Action, Outcome
from .sentences import Sentence, from_json


@dataclass
class Summary:
    """What came of an import: outcomes by action, new and changed rows by model label."""

    actions: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Outcome) -> None:
        self.actions[str(outcome.action)] += 1

    def count_rows(self, rows: dict[type[Model], list], into: Counter[str]) -> None:
        for model, some in rows.items():
            into[model._meta.label_lower] += len(some)

    def number(self, action: str) -> int:
        return self.actions.get(str(action), 0)

    @property
    def is_broken(self) -> bool:
        """Whether something in the file keeps all of it from being imported."""
        return self.number(Action.ERROR) > 0

    @property
    def writes(self) -> int:
        """How many entries would be written."""
        return self.number(Action.CREATE) + self.number(Action.UPDATE)

    def as_json(self) -> dict[str, Any]:
        return {"actions": dict(self.actions), "new": dict(self.new), "changed": dict(self.changed)}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Summary":
        return cls(*(Counter(stored.get(name, {})) for name in ("actions", "new", "changed")))


@dataclass(frozen=True)
class Line:
    """One line of the report as it is shown."""

    lines: list[int]
    label: str
    action: Action
    says: list[Sentence]
    url: str

    @property
    def place(self) -> str:
        """``7``, ``7–9`` or ``7, 9, 12``."""
        first, last = self.lines[0], self.lines[-1]
        if len(self.lines) == 1:
            return str(first)
        whole = last - first == len(self.lines) - 1
        return f"{first}–{last}" if whole else ", ".join(map(str, self.lines))


class ReportWriter:
    """Takes outcomes one by one; a context manager that closes the file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8")

    def add(self, outcome: Outcome) -> None:
        self._file.write(json.dumps(outcome.as_json(), ensure_ascii=False) + "\n")

    def __enter__(self) -> "ReportWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def read_lines(path: Path, action: str = "") -> Iterator[Line]:
    """The lines of a stored report, those of one action if it is named; none when the file is gone."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for text in file:
            stored = json.loads(text)
            if not action or stored["action"] == action:
                says = [from_json(sentence) for sentence in stored["says"]]
                yield Line(stored["lines"], stored["label"], Action(stored["action"]), says, stored["url"])
