"""Conditions as they stand in an address.

``key=value`` compares in the field's first way, ``key.operator=value`` in another; repeated values mean "or", different
operators of a field "and" (``key.match=any``: "or"), different fields always "and". Nothing here knows what a value means,
so what makes no sense is kept as it was typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

FIRST, MATCH, ANY = "is", "match", "any"
MOST_VALUES, MOST_FIELDS, LONGEST = 50, 30, 200
# Names beside conditions that a list's address may hold.
TEXT, ELSEWHERE = "q", "also"
# Words that belong to the page shown now, not to what is asked for.
PASSING = ("after", "before", "selected", "only", "count", "edit", "tidy", "totals")
# Words that say how it is looked at: they stay when a saved filter is opened, and none of them is saved with it.
CARRIED = ("sel", "view", "pipeline", "column")


@dataclass(frozen=True)
class Conditions:
    """What is asked of one field: values by operator."""

    values: Mapping[str, tuple[str, ...]]
    any: bool = False

    def pairs(self, key: str) -> Iterable[tuple[str, str]]:
        for operator, values in self.values.items():
            name = key if operator == FIRST else f"{key}.{operator}"
            yield from ((name, value) for value in values)
        if self.any:
            yield f"{key}.{MATCH}", ANY


@dataclass(frozen=True)
class Asked:
    """All that an address asks for. ``too_many`` says that values were left out because nobody could mean so many."""

    text: str = ""
    elsewhere: str = ""
    fields: Mapping[str, Conditions] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    too_many: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.elsewhere or self.fields)

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values in a fixed order, so that the same question always has the same address."""
        first = [(name, value) for name, value in ((TEXT, self.text), (ELSEWHERE, self.elsewhere)) if value]
        return first + [pair for key, conditions in self.fields.items() for pair in conditions.pairs(key)]

    def without(self, key: str) -> "Asked":
        if key in (TEXT, ELSEWHERE):
            gone = {"elsewhere": ""} if key == ELSEWHERE else {"text": ""}
            return Asked(**({"text": self.text, "elsewhere": self.elsewhere, "fields": self.fields} | gone))
        return Asked(self.text, self.elsewhere, {name: one for name, one in self.fields.items() if name != key})


def read(params: QueryDict, operators: Mapping[str, Iterable[str]]) -> Asked:
    """What ``params`` ask for, with the ``operators`` of each field by its key. Blank values ask for nothing."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    unknown, matches, too_many = [], set(), False
    for name in params:
        key, operator = _split(name, operators)
        values = _values(params.getlist(name)) if key or "." in name else ()
        too_many |= len(values) > MOST_VALUES
        if key and operator == MATCH:
            matches |= {key} if ANY in values else set()
        elif key and values:
            found.setdefault(key, {})[operator] = values[:MOST_VALUES]
        elif values:
            unknown.append(name)
    kept = list(found)[:MOST_FIELDS]
    fields = {key: Conditions(_ordered(found[key], operators[key]), key in matches and len(found[key]) > 1) for key in kept}
    text = params.get(TEXT, "").strip()[:LONGEST]
    return Asked(text, params.get(ELSEWHERE, "")[:LONGEST], fields, tuple(unknown), too_many or len(found) > MOST_FIELDS)


def _split(name: str, operators: Mapping[str, Iterable[str]]) -> tuple[str, str]:
    """Key and operator that ``name`` names; no key when the list has no such field or the field no such operator."""
    if name in operators:
        return name, FIRST
    key, dot, operator = name.rpartition(".")
    known = dot and key in operators and (operator == MATCH or operator in operators[key])
    return (key, operator) if known else ("", "")


def _values(texts: Iterable[str]) -> tuple[str, ...]:
    """Each value once, and one more than count, so that too many are noticed without reading all."""
    found: dict[str, None] = {}
    for text in texts:
        if text.strip():
            found[text.strip()[:LONGEST]] = None
        if len(found) > MOST_VALUES:
            break
    return tuple(found)


def _ordered(values: Mapping[str, tuple[str, ...]], operators: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {operator: values[operator] for operator in operators if operator in values}


def query_of(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(pairs))
