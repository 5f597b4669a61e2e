"""Text made comparable without help from the database, so every server sorts and finds alike."""

import unicodedata

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l"})


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def fold(text: str) -> str:
    """Return ``text`` as searched for: lower case, umlauts spelled out, no accents, single spaces."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_SPELLED_OUT)
    return " ".join(_without_accents(lowered).split())


def sort_key(text: str) -> str:
    """Return ``text`` as sorted in a German telephone list of names: ä like a, ß like ss."""
    lowered = unicodedata.normalize("NFC", text).casefold().replace("ß", "ss")
    return " ".join(_without_accents(lowered).split())
