"""Rows as typed entries: one per record. The rows of one order, wherever they stand in the file, become one entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as noop

from .custom import read_cell
from .fields import Target
from .fitting import fit
from .grouping import groups
from .kinds import FileKind
from .mapping import Columns, needed
from .reading import Dialect, Row, data_rows
from .recognising import Recognising
from .sentences import Problem, say
from .values import READERS, Unfit, Writing


@dataclass
class Item:
    """What one row says about a line item."""

    line: int
    values: dict[str, Any]


@dataclass
class Entry:
    """What the file says about one record. Empty cells are not in ``values``; in ``cleared`` if they empty fields."""

    lines: list[int]
    values: dict[str, Any]
    cleared: set[str] = field(default_factory=set)
    notes: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return self.values.get("reference", "")


@dataclass(frozen=True)
class Cell:
    """A column that is imported."""

    position: int
    head: str
    target: Target


class EntryReader:
    """Reads the entries of a file, one row or one group of rows in memory at a time."""

    def __init__(self, kind: FileKind, heads: list[str], columns: Columns, options: Mapping[str, Any]) -> None:
        self.kind, self.writing = kind, Writing.of(options)
        chosen, targets = zip(range(len(columns)), heads, columns, strict=True), kind.by_key
        self.cells = [Cell(position, head, targets[key]) for position, head, key in chosen if key]
        self.clears, self.needed = Recognising.of(kind.name, options).clears, needed(kind, options)
        self.of_record = [cell for cell in self.cells if not cell.target.of_item]
        self.of_item = [cell for cell in self.cells if cell.target.of_item]
        known_by = "number" if "number" in self.needed else "reference"
        self._reference = next((cell.position for cell in self.cells if cell.target.key == known_by), None)

    def entries(self, path: Path, dialect: Dialect) -> Iterator[Entry]:
        if self.kind.name == "order":
            yield from map(self._group, groups(path, dialect, self._reference))
            return
        for row in data_rows(path, dialect):
            yield self._single(row)

    def _single(self, row: Row) -> Entry:
        entry = Entry([row.line], {})
        self._read(row, self.of_record, entry, entry.values)
        self._miss(entry)
        return entry

    def _group(self, rows: list[Row]) -> Entry:
        entry = self._single(rows[0])
        entry.lines = [row.line for row in rows]
        for row in rows:
            values: dict[str, Any] = {}
            self._read(row, self.of_item, entry, values)
            if values:
                entry.items.append(Item(row.line, values))
        for row in rows[1:]:
            self._agree(rows[0], row, entry)
        return entry

    def _agree(self, first: Row, row: Row, entry: Entry) -> None:
        """What belongs to the order is repeated in each of its rows and has to be the same."""
        for cell in self.of_record:
            if row.cells[cell.position].strip() != first.cells[cell.position].strip():
                sentence = noop("“%(column)s” differs from line %(line)s, though it is the same order.")
                entry.problems.append(Problem(row.line, say(sentence, column=cell.head, line=first.line)))
        if not self.of_item:
            sentence = noop("The order is already on line %(line)s, and no column is mapped to line items.")
            entry.problems.append(Problem(row.line, say(sentence, line=first.line)))

    def _read(self, row: Row, cells: list[Cell], entry: Entry, values: dict[str, Any]) -> None:
        for cell in cells:
            raw = row.cells[cell.position]
            if not raw.strip():
                if self.clears and values is entry.values:
                    entry.cleared.add(cell.target.key)
                continue
            try:
                value = self._value(cell.target, raw)
            except Unfit as unfit:
                sentence = noop("Column “%(column)s”: %(reason)s")
                entry.problems.append(Problem(row.line, say(sentence, column=cell.head, reason=unfit.sentence)))
                continue
            if cell.target.many:
                entry.notes.append((cell.head, value))
            else:
                values[cell.target.key] = value

    def _value(self, target: Target, raw: str) -> Any:
        """What a cell holds. Raises ``Unfit``."""
        if target.custom is not None:
            return read_cell(target.custom, raw, self.writing)
        value = READERS[target.reads](raw, self.writing)
        fit(value, target.limits)
        return value

    def _miss(self, entry: Entry) -> None:
        for cell in self.of_record:
            if cell.target.key in self.needed and cell.target.key not in entry.values and not entry.problems:
                sentence = noop("“%(column)s” is empty, but needed.")
                entry.problems.append(Problem(entry.lines[0], say(sentence, column=cell.head)))

