"""The rows of each order together, wherever they stand in the file."""

from collections.abc import Iterator
from pathlib import Path

from .reading import Dialect, Row, data_rows


def groups(path: Path, dialect: Dialect, position: int) -> Iterator[list[Row]]:
    """Rows with the same number in the column at ``position``; rows without a number stand alone.

    Only orders whose rows stand apart are collected in memory, and come last.
    """
    scattered = _scattered(path, dialect, position)
    apart: dict[str, list[Row]] = {}
    group: list[Row] = []
    for row in data_rows(path, dialect):
        key = row.cells[position].strip()
        if key in scattered:
            apart.setdefault(key, []).append(row)
        elif group and key and group[0].cells[position].strip() == key:
            group.append(row)
        else:
            if group:
                yield group
            group = [row]
    if group:
        yield group
    yield from apart.values()


def _scattered(path: Path, dialect: Dialect, position: int) -> set[str]:
    """The numbers that come again after another one."""
    seen: set[str] = set()
    again: set[str] = set()
    before = ""
    for row in data_rows(path, dialect):
        key = row.cells[position].strip()
        if key and key != before and key in seen:
            again.add(key)
        seen.add(key)
        before = key
    return again
