"""Record numbers as people type them: ``A-1042``, ``a 1042``, ``A1042``, ``#1042``, ``1042``."""

import re

from orders.models import Record

LARGEST = 2**63 - 1
SPELLING = re.compile(r"(?P<prefix>[A-Za-z]?)\s*[-–#]?\s*(?P<digits>[0-9]{1,19})")


def parse_number(model: type[Record], text: str) -> int | None:
    """The number that ``text`` spells for records of ``model``, or None: another prefix, no number, too large a number."""
    match = SPELLING.fullmatch(text.strip())
    if match is None or match["prefix"].upper() not in ("", model.prefix):
        return None
    number = int(match["digits"])
    return number if number <= LARGEST else None
