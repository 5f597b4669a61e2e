"""What a person typed, as a text search query: the counterpart of the words that ``orders.searching`` stores."""

import re

from crm_merge.ui.folding import fold
from orders.normalising import normalise_phone
from orders.searching.refreshing import SIGNS

FEWEST_DIGITS = 5
MOST_WORDS = 8

_SEPARATORS = str.maketrans(dict.fromkeys(SIGNS, " "))
_UNUSABLE = re.compile(r"[\s\0]")

# One thing that has to be found: the lexemes any of which will do, as text search queries without weights.
Term = list[str]


def canonical(text: str) -> str:
    """Folded text with ae, oe, ue as a, o, u, so that Müller, Mueller and Muller are the same word."""
    folded = fold(text)
    for spelled in ("ae", "oe", "ue"):
        folded = folded.replace(spelled, spelled[0])
    return folded


def terms(text: str) -> list[Term]:
    """What every record found has: one term per word; an e-mail address is one word."""
    found: list[Term] = []
    for word in text.split()[:MOST_WORDS]:
        if "@" in word and len(word) > 1:
            found.append([beginning(word.casefold())])
        else:
            found += [_term(part) for part in canonical(word).translate(_SEPARATORS).split()]
    return found[:MOST_WORDS]


def _term(word: str) -> Term:
    """Digits are found as a whole, so that 42 does not find 421; many of them may also be part of a phone number."""
    if not word.isdecimal():
        return [beginning(word)]
    return [whole(word), *(phone_term(word) if len(word) >= FEWEST_DIGITS else ())]


def phone_term(text: str) -> Term:
    """Where ``text`` can be a phone number in any spelling: its beginning, or its last digits. Else nothing."""
    digits = re.sub(r"\D", "", text).lstrip("0")
    if len(digits) < FEWEST_DIGITS or re.search(r"[^\W\d_]", text):
        return []
    number = re.sub(r"\D", "", normalise_phone(text))
    return [beginning(f"+{number}"), beginning(f"-{digits[::-1]}")]


def beginning(lexeme: str) -> str:
    return f"{whole(lexeme)}:*"


def whole(lexeme: str) -> str:
    quoted = _UNUSABLE.sub("", lexeme).replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def together(all_of: list[Term], weight: str = "") -> str:
    """A query for records that have all of the terms, in words of ``weight`` if given."""
    return " & ".join(f"({' | '.join(_weighted(part, weight) for part in term)})" for term in all_of)


def _weighted(part: str, weight: str) -> str:
    return f"{part}{weight}" if part.endswith(":*") else f"{part}:{weight}" if weight else part
