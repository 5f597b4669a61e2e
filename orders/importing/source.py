"""What is imported: a file with everything that was found out and decided about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .entries import Entry, EntryReader
from .kinds import FileKind
from .mapping import Columns
from .reading import Dialect


@dataclass(frozen=True)
class Source:
    """``timeless`` names the columns of which only the day is imported."""

    path: Path
    name: str
    dialect: Dialect
    kind: FileKind
    heads: list[str]
    columns: Columns
    options: dict[str, Any]
    row_count: int = 0
    timeless: tuple[str, ...] = ()

    def entries(self) -> Iterator[Entry]:
        return EntryReader(self.kind, self.heads, self.columns, self.options).entries(self.path, self.dialect)


class Stopped(Exception):  # noqa: N818 - says what happened
    """The import was given up and nothing of it is kept. ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
