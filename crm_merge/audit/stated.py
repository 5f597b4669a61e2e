"""Changes of rows that have no history table: whoever writes them states before and after in the change set itself.

``details["act"]`` names the sentence, ``details["stated"]`` lists what changed:
``{"kind": "role", "label": "Sales", "sign": "~", "fields": [["can_purge", false, true]]}``. Values are words or codes
that the vocabulary of their kind puts into the reader's language. Only readers of the CRM history see them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .models import ChangeSet


@dataclass(frozen=True)
class Vocabulary:
    """The words of one kind of thing: its name, the name of a field, a value of a field."""

    title: Promise
    field: Callable[[str], str]
    value: Callable[[str, Any], str]


_vocabularies: dict[str, Vocabulary] = {}
_sentences: dict[str, str] = {}


def register_vocabulary(kind: str, vocabulary: Vocabulary) -> None:
    """Say how things of ``kind`` read; saying it again replaces the words."""
    _vocabularies[kind] = vocabulary


def register_acts(sentences: Mapping[str, str]) -> None:
    """Give acts their sentence, with ``{person}``, ``{name}`` and ``{to}`` to be filled in."""
    _sentences.update(sentences)


def sentence_of(change_set: ChangeSet) -> str | None:
    """The sentence of the act, not translated yet; None when the operation is no registered act."""
    return _sentences.get(change_set.details.get("act", ""))


def stated(change_set: ChangeSet) -> Iterator[tuple[str, str, str, list[tuple[str, str, str]]]]:
    """Kind, label, sign and (field, old, new) of everything stated, in the reader's language."""
    for item in change_set.details.get("stated", ()):
        words = _vocabularies.get(item["kind"])
        if words:
            fields = [(words.field(name), words.value(name, old), words.value(name, new)) for name, old, new in item["fields"]]
            yield str(words.title), item["label"], item["sign"], fields
