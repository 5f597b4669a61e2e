"""From a file on the disk to a source that can be run, for callers that ask nobody: the command and the tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as noop

from .examining import Examined, examine
from .kinds import FileKind
from .mapping import Columns, decided, guess_columns, guess_kind, problems_of, timeless, undecided
from .sentences import Problem, Sentence, say
from .source import Source


@dataclass
class Undecidable(Exception):  # noqa: N818 - says what the file is
    """The file cannot be imported as it is. Problems carry their line."""

    problems: list[Problem]
    count: int


def decide_all(
    path: Path, *, kind: FileKind | None = None, chosen: Mapping[str, str] | None = None, options: Mapping[str, Any] | None = None
) -> Source:
    """Examine, recognise and map the file; ``chosen`` (head → field key, empty for none) corrects the mapping.

    Raises:
        Undecidable: broken, not recognised, or open to two readings.
    """
    examined = examine(path)
    if examined.problems:
        raise Undecidable(examined.problems, examined.problem_count)
    kind = kind or guess_kind(examined.heads)
    if kind is None:
        raise _stop([say(noop("The header row does not tell what the file holds. Name the kind and map the columns."))])
    columns = corrected(kind, examined, chosen or {})
    if found := problems_of(kind, columns, examined.heads, options):
        raise _stop(found)
    options = dict(options or {})
    if questions := undecided(kind, columns, examined.columns, options):
        raise _stop(list(questions.values()))
    completed = decided(kind, columns, examined.columns, options)
    without = tuple(timeless(kind, columns, examined.columns))
    return Source(path, path.name, examined.dialect, kind, examined.heads, columns, completed, examined.row_count, without)


def corrected(kind: FileKind, examined: Examined, chosen: Mapping[str, str]) -> Columns:
    """The guessed mapping with corrections by head. A chosen field is taken away from the column that was guessed."""
    columns = guess_columns(kind, examined.heads)
    for head, key in chosen.items():
        if head not in examined.heads:
            raise _stop([say(noop("The file has no column “%(column)s”."), column=head)])
        if key and key not in kind.by_key:
            sentence = noop("There is no field “%(field)s”. Fields: %(fields)s.")
            raise _stop([say(sentence, field=key, fields=", ".join(kind.by_key))])
        many = bool(key) and kind.by_key[key].many
        columns = ["" if one == key and not many else one for one in columns]
        columns[examined.heads.index(head)] = key
    return columns


def _stop(sentences: list[Sentence]) -> Undecidable:
    return Undecidable([Problem(1, sentence) for sentence in sentences], len(sentences))
