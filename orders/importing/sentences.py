"""What is said about a file, kept as text and values so that every reader gets it in the reader's own language."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True)
class Sentence:
    """``text`` is marked with ``gettext_noop`` where it is written; ``values`` are plain texts, numbers or sentences."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.text) % self.values if self.values else gettext(self.text)

    def as_json(self) -> list[Any]:
        return [self.text, {name: _stored(value) for name, value in self.values.items()}]


def _stored(value: Any) -> Any:
    return value.as_json() if isinstance(value, Sentence) else str(value)


def say(text: str, **values: Any) -> Sentence:
    return Sentence(text, values)


def from_json(stored: list[Any]) -> Sentence:
    text, values = stored
    return Sentence(text, {name: from_json(value) if isinstance(value, list) else value for name, value in values.items()})


@dataclass(frozen=True)
class Problem:
    """Something that keeps a file from being imported, with the line of the file where it is."""

    line: int
    sentence: Sentence

    def as_json(self) -> list[Any]:
        return [self.line, self.sentence.as_json()]

    @classmethod
    def read(cls, stored: list[Any]) -> "Problem":
        return cls(stored[0], from_json(stored[1]))


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """The file cannot be read on from ``problem.line``."""

    def __init__(self, line: int, sentence: Sentence) -> None:
        super().__init__(f"{line}: {sentence}")
        self.problem = Problem(line, sentence)
