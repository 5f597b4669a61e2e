"""Which column fills which field: guessed from the heads, corrected by a person, checked before anything is read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as noop

from . import evidence
from .examining import Column
from .fields import plain
from .kinds import KINDS, RECOGNISED_IN, FileKind
from .recognising import Recognising
from .sentences import Sentence, say

Columns = list[str]
"""Per column of the file the key of the field it fills, or an empty text."""

OPTIONS = ("decimal", "dates", "discount")


def guess_kind(heads: Sequence[str]) -> FileKind | None:
    """What a file with these heads holds, or None when they tell nothing."""
    known = {plain(head) for head in heads}
    for name in RECOGNISED_IN:
        kind = KINDS[name]
        filled = set(guess_columns(kind, heads))
        is_told = known & set(kind.telling.split()) and not known & set(kind.foreign.split())
        if is_told and filled.issuperset(kind.required):
            return kind
    return None


def guess_columns(kind: FileKind, heads: Sequence[str]) -> Columns:
    """The field of each column. A field goes to the column whose head stands first among its names."""
    plains = [plain(head) for head in heads]
    chosen = [""] * len(heads)
    for target in kind.targets:
        fitting = [position for position, head in enumerate(plains) if head in target.heads and not chosen[position]]
        ranked = sorted(fitting, key=lambda position: target.known_as.split().index(plains[position]))
        for position in ranked if target.many else ranked[:1]:
            chosen[position] = target.key
    return chosen


def problems_of(
    kind: FileKind, columns: Columns, heads: Sequence[str], options: Mapping[str, Any] | None = None
) -> list[Sentence]:
    """Why a mapping cannot be used; empty when it can."""
    key = Recognising.of(kind.name, options or {}).key
    found = []
    if key is not None and key.name not in columns and key.name not in kind.required:
        sentence = noop("Records are to be recognised by “%(field)s”: choose the column that holds it.")
        found.append(say(sentence, field=str(key.label)))
    for target in kind.targets:
        named = [head for key, head in zip(columns, heads, strict=True) if key == target.key]
        if len(named) > 1 and not target.many:
            sentence = noop("“%(field)s” is filled by several columns: %(columns)s. Choose one.")
            found.append(say(sentence, field=str(target.label), columns=", ".join(named)))
        if not named and target.key in needed(kind, options or {}):
            found.append(say(noop("Choose the column that holds “%(field)s”; it is needed."), field=str(target.label)))
    if kind.name == "order" and "quantity" in columns and not {"product_reference", "product_name"} & set(columns):
        found.append(say(noop("Line items need a product: choose the column with its number or its name.")))
    return found


def needed(kind: FileKind, options: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that a file must have: an order is known by its number here when that is what recognises it."""
    key = Recognising.of(kind.name, options).key
    if kind.name == "order" and key is not None and key.name == "number":
        return ("number",)
    return kind.required


def undecided(kind: FileKind, columns: Columns, examined: Iterable[Column], options: Mapping[str, Any]) -> dict[str, Sentence]:
    """Options that the file leaves open and nobody has chosen yet, with the question to ask."""
    questions: dict[str, Sentence] = {}
    for name in OPTIONS:
        if not options.get(name):
            answer = decide(name, kind, columns, examined)
            if isinstance(answer, Sentence):
                questions[name] = answer
    return questions


def decided(kind: FileKind, columns: Columns, examined: Iterable[Column], options: Mapping[str, Any]) -> dict[str, Any]:
    """``options`` completed by what the file shows. Only to be used when nothing is undecided."""
    found = {name: decide(name, kind, columns, examined) for name in OPTIONS if not options.get(name)}
    return {**options, **{name: answer for name, answer in found.items() if isinstance(answer, str)}}


def decide(name: str, kind: FileKind, columns: Columns, examined: Iterable[Column]) -> str | Sentence:
    """The value of an option as the columns show it, or the question when they do not."""
    readers = {"decimal": ("number", "percent", "discount"), "dates": ("day", "instant"), "discount": ("discount",)}[name]
    marks: set[str] = set()
    samples: list[str] = []
    targets = kind.by_key
    for key, column in zip(columns, examined, strict=True):
        if key and targets[key].reads in readers:
            marks |= column.marks
            samples += [sample for sample in column.samples if evidence.marks_of(sample) & evidence.OPEN]
    return _DECISIONS[name](marks, samples)


def timeless(kind: FileKind, columns: Columns, examined: Iterable[Column]) -> list[str]:
    """The columns whose time of day is left out, because the field holds a day."""
    pairs, targets = zip(columns, examined, strict=True), kind.by_key
    return [column.name for key, column in pairs if key and targets[key].reads == "day" and evidence.TIME in column.marks]


def _decimal(marks: set[str], samples: list[str]) -> str | Sentence:
    if {evidence.POINT, evidence.COMMA} <= marks:
        return say(noop("Some numbers are written with a decimal point, others with a decimal comma. Choose which is meant."))
    if evidence.COMMA in marks:
        return "comma"
    if evidence.NUMBER_OPEN in marks and evidence.POINT not in marks:
        return say(noop("Numbers such as %(samples)s can be read in two ways. Choose the decimal sign."), samples=_some(samples))
    return "point"


def _dates(marks: set[str], samples: list[str]) -> str | Sentence:
    if {evidence.DAY_FIRST, evidence.MONTH_FIRST} <= marks:
        return say(noop("Some dates begin with the day, others with the month. Make them alike in the file."))
    if evidence.MONTH_FIRST in marks:
        return "mdy"
    if evidence.DAY_OPEN in marks and evidence.DAY_FIRST not in marks:
        return say(noop("Dates such as %(samples)s can be read in two ways. Choose the order."), samples=_some(samples))
    return "dmy"


def _discount(marks: set[str], samples: list[str]) -> str | Sentence:
    """Shares when everything is below or at one and something lies between; percent when anything is above one."""
    if evidence.PERCENT_SIGN in marks or evidence.OVER_ONE in marks:
        return "percent"
    if evidence.EXACTLY_ONE in marks and evidence.SHARE not in marks:
        return say(noop("A discount of 1 may be one per cent or the whole price. Choose how discounts are written."))
    return "share" if evidence.SHARE in marks else "percent"


_DECISIONS = {"decimal": _decimal, "dates": _dates, "discount": _discount}


def _some(samples: list[str]) -> str:
    return ", ".join(samples[:2]) or "…"
