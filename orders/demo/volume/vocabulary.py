"""The word lists as temporary tables, with the derived values of every word as Python computes them.

``fold`` and ``sort_key`` work word by word, so the database only has to put the parts together; a test compares a
sample with ``record.derived_values()``.
"""

from collections.abc import Sequence

from django.db import connection

from crm_merge.ui.folding import fold, sort_key
from orders.demo import words as demo_words

from . import words

LISTS: dict[str, Sequence[str]] = {
    "last_name": words.LAST_NAMES,
    "first_name": words.FIRST_NAMES,
    "trade": words.TRADES,
    "town": words.TOWNS,
    "legal_form": words.LEGAL_FORMS,
    "industry": words.INDUSTRIES,
    "good": words.GOODS,
    "place": words.PLACES,
    "subject": words.SUBJECTS,
    "position": words.POSITIONS,
    "area_code": words.AREA_CODES,
    "comment": demo_words.COMMENTS["de"],
}

_FUNCTIONS = """
CREATE FUNCTION pg_temp.chance(seed bigint, what bigint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(seed, what) & 4503599627370495)::double precision / 4503599627370496;

CREATE FUNCTION pg_temp.pick(seed bigint, what bigint, number bigint, skew double precision DEFAULT 1) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1 + floor(number * power(pg_temp.chance(seed, what), skew))::bigint;
"""


def prepare() -> None:
    """Make the temporary tables and the two functions that draw by chance: the same key draws the same every time."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS)
        for name, entries in LISTS.items():
            cursor.execute(
                f"CREATE TEMPORARY TABLE some_{name} (place bigint PRIMARY KEY, word text, plain text, folded text,"
                f" folded_plain text, sort_key text, sort_key_plain text) ON COMMIT DROP"
            )
            cursor.executemany(f"INSERT INTO some_{name} VALUES (%s, %s, %s, %s, %s, %s, %s)", _rows(entries))  # noqa: S608
            cursor.execute(f"ANALYZE some_{name}")


def _rows(entries: Sequence[str]) -> list[tuple]:
    rows = []
    for place, word in enumerate(entries, start=1):
        plain = words.plain(word)
        rows.append((place, word, plain, fold(word), fold(plain), sort_key(word), sort_key(plain)))
    return rows


def size(name: str) -> int:
    return len(LISTS[name])
