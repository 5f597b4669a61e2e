from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .models import TrashEntry


class Refusal(NamedTuple):
    """A record that was left as it was, and the sentence that says why."""

    label: str
    sentence: str


@dataclass
class Outcome:
    """What became of the chosen entries."""

    done: list[TrashEntry] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, entries: Iterable[TrashEntry], sentence: str) -> None:
        self.refused.extend(Refusal(entry.label, sentence) for entry in entries)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a failure
    """Nothing was written; ``str()`` is a sentence for the person, ``refused`` says it per record."""

    def __init__(self, refused: Sequence[Refusal]) -> None:
        super().__init__(" ".join(dict.fromkeys(refusal.sentence for refusal in refused)))
        self.refused = list(refused)


class RestoreRefused(Refused):
    """None of the chosen records was brought back."""


class PurgeRefused(Refused):
    """None of the chosen records was destroyed."""
