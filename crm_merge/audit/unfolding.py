"""JSON columns that hold many values: the app that owns them says what the values are called and how they read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

Keys = Mapping[type[models.Model], Collection[int]]
Name = Callable[[type[models.Model], int], str]


@dataclass(frozen=True)
class Unfolded:
    """One value of a JSON column: ``keys(value)`` are the rows it points to, ``words(value, name)`` how it reads.

    ``name(model, key)`` gives the name of such a row for the reader.
    """

    key: str
    label: str
    keys: Callable[[Any], Keys]
    words: Callable[[Any, Name], str]


Unfold = Callable[[], Sequence[Unfolded]]
_columns: dict[tuple[type[models.Model], str], Unfold] = {}


def register_unfolding(model: type[models.Model], column: str, unfold: Unfold) -> None:
    """Let the history of ``model`` show the values of ``column`` one by one. Registering it again replaces it."""
    _columns[model, column] = unfold


def unfolded(model: type[models.Model]) -> dict[str, list[Unfolded]]:
    """The columns of ``model`` that unfold, with the values there may be."""
    return {column: list(unfold()) for (owner, column), unfold in _columns.items() if owner is model}


def undeclared(key: str) -> Unfolded:
    """A value that nobody declares any more reads as it is stored."""
    return Unfolded(key, key, lambda value: {}, lambda value, name: str(value))
