"""The first look at a file: is it whole, what are its columns, what do they hold. One pass, whatever the size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from .evidence import marks_of
from .reading import Dialect, Row, dialect_of, rows_of
from .sentences import Problem, Unreadable, say

MOST_COLUMNS = 300
MOST_PROBLEMS = 100
SAMPLES, SAMPLE_LENGTH = 3, 60


@dataclass
class Column:
    """``same_as`` is the position of an earlier column with the same head and the same values."""

    position: int
    head: str
    samples: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    same_as: int | None = None
    is_empty: bool = True

    @property
    def name(self) -> str:
        """The head, or the place of a column without one."""
        return self.head or _("Column %(number)s") % {"number": self.position + 1}

    def look_at(self, cell: str) -> None:
        if not cell:
            return
        self.is_empty = False
        if len(self.samples) < SAMPLES and cell[:SAMPLE_LENGTH] not in self.samples:
            self.samples.append(cell[:SAMPLE_LENGTH])
        self.marks |= marks_of(cell)

    def as_json(self) -> dict[str, Any]:
        return vars(self) | {"marks": sorted(self.marks)}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Column":
        return cls(**stored | {"marks": set(stored["marks"])})


@dataclass
class Examined:
    """What is known of a file before it is mapped. ``problems`` are the first ones of ``problem_count``."""

    dialect: Dialect
    columns: list[Column] = field(default_factory=list)
    row_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def add(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    @property
    def heads(self) -> list[str]:
        return [column.head for column in self.columns]

    def as_json(self) -> dict[str, Any]:
        columns = [column.as_json() for column in self.columns]
        return {"dialect": self.dialect.as_json(), "columns": columns, "row_count": self.row_count}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Examined":
        columns = [Column.read(column) for column in stored["columns"]]
        return cls(Dialect.read(stored["dialect"]), columns, stored["row_count"])


def examine(path: Path) -> Examined:
    """Look through the whole file. Problems are listed, not raised."""
    examined = Examined(Dialect("utf-8-sig", ","))
    try:
        examined.dialect = dialect_of(path)
        _look(rows_of(path, examined.dialect), examined)
    except Unreadable as broken:
        examined.add(broken.problem)
    return examined


def _look(rows: Iterator[Row], examined: Examined) -> None:
    head = next(rows, None)
    if head is None:
        examined.add(Problem(1, say(noop("The file is empty. Export it again with a header row and at least one more."))))
        return
    _take_head(head, examined)
    if examined.problems:
        return
    twins = [column for column in examined.columns if column.same_as is not None]
    for row in rows:
        _take_row(row, examined, twins)
    if not examined.row_count and not examined.problems:
        examined.add(Problem(head.line, say(noop("The file has a header row but nothing below it."))))


def _take_head(head: Row, examined: Examined) -> None:
    if len(head.cells) > MOST_COLUMNS:
        sentence = noop("The header row has %(count)s columns, more than %(limit)s. This is probably not the right file.")
        examined.add(Problem(head.line, say(sentence, count=len(head.cells), limit=MOST_COLUMNS)))
        return
    first: dict[str, int] = {}
    for position, cell in enumerate(head.cells):
        name = " ".join(cell.split())
        column = Column(position, name)
        if name:
            column.same_as = first.get(name.casefold())
            first.setdefault(name.casefold(), position)
        examined.columns.append(column)


def _take_row(row: Row, examined: Examined, twins: list[Column]) -> None:
    examined.row_count += 1
    expected = len(examined.columns)
    if len(row.cells) != expected:
        sentence = noop("The row has %(found)s fields, the header row has %(expected)s.")
        examined.add(Problem(row.line, say(sentence, found=len(row.cells), expected=expected)))
        return
    for column, cell in zip(examined.columns, row.cells, strict=True):
        column.look_at(cell)
    for column in twins:
        if row.cells[column.position] != row.cells[column.same_as]:
            sentence = noop("The header row names the column “%(column)s” twice, and here the two differ. Rename one of them.")
            examined.add(Problem(row.line, say(sentence, column=column.head)))
