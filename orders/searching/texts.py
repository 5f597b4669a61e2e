"""SQL that folds a text as ``orders.queries.spelling.canonical`` does, for conditions on one field of a record."""

_JOINED = (("ß", "ss"), ("æ", "a"), ("ø", "o"), ("œ", "o"))

_replaced = "lower(normalize(source, NFKD))"
for _sign, _letters in (*_JOINED, *((sign.upper(), letters) for sign, letters in _JOINED[1:])):
    _replaced = f"replace({_replaced}, '{_sign}', '{_letters}')"
_without_marks = f"regexp_replace(translate({_replaced}, 'łŁ', 'll'), '[\\u0300-\\u036f]', '', 'g')"

TEXTS = f"""
CREATE FUNCTION orders_folded(source text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN orders_canonical(btrim(regexp_replace({_without_marks}, '\\s+', ' ', 'g')));

CREATE FUNCTION orders_text_words(source text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN orders_words(orders_folded(source), '1')::tsvector;
"""


def create() -> str:
    return TEXTS


def drop() -> str:
    return "DROP FUNCTION IF EXISTS orders_text_words(text);\nDROP FUNCTION IF EXISTS orders_folded(text);\n"
