"""Spellings made comparable: two contact points are the same when their normalised values are."""

import unicodedata

import phonenumbers

DEFAULT_REGION = "DE"
LONGEST = 254  # folding can make text longer than what was typed


def normalise(kind: str, value: str) -> str:
    """Return ``value`` as compared with others of its ``kind``; the spelling people typed is kept elsewhere."""
    return _comparable(kind, unicodedata.normalize("NFC", value).strip())[:LONGEST]


def _comparable(kind: str, text: str) -> str:
    if kind == "phone":
        return normalise_phone(text)
    if kind == "web":
        return text.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return text.casefold()


def normalise_phone(text: str) -> str:
    """E.164 where the number can be parsed (numbers without country code are read as German), else its digits."""
    try:
        number = phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and phonenumbers.is_possible_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    digits = "".join(character for character in text if character.isdigit())
    return digits or text.casefold()
