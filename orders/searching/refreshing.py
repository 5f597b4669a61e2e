"""The SQL that keeps the search entries right, set-based: one statement, one refresh, however many rows it wrote.

A refresh locks the entries in key order and then computes them from the records, so that of two people who change two
contacts of one order at once the second sees what the first wrote. Text is folded by Python (``search_key``) before it
gets here; the database only cuts it into words and joins spellings: ae, oe and ue count as a, o and u.
"""
# ruff: noqa: E501, S608 - SQL; only constants are put into the text

MOST_PEOPLE, MOST_POINTS, MOST_POINTS_OF_A_PERSON = 200, 200, 20
# PostgreSQL refuses words over 2 kB and entries over 1 MB; what does not fit is not found, but never stops a write.
LONGEST_WORD, MOST_BYTES = 250, 1_000_000
SIGNS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'„“”‚‘’–—…·•«»€§°´"
_SIGNS_SQL = SIGNS.replace("'", "''")
_APART = f"translate(orders_canonical(source), '{_SIGNS_SQL}', '{' ' * len(SIGNS)}')"
_PLAIN = f"btrim({_APART} || ' ' || translate(orders_canonical(source), '{_SIGNS_SQL}', ''))"

# Text of a ``tsvector`` with every word at one place: ``'chairs':1A 'muller':1A``. A word with signs inside is there in
# parts and joined: A-1042 is found as 1042 and as A1042. Only a long text can hold a word that has to be cut: counting the
# letters of each word (``{1,250}``) makes a regular expression thirty times slower.
WORDS = f"""
CREATE OR REPLACE FUNCTION orders_canonical(source text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(source, 'ae', 'a'), 'oe', 'o'), 'ue', 'u');

CREATE OR REPLACE FUNCTION orders_cut_words(plain text, place text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg('''' || left(word, {LONGEST_WORD}) || ''':' || place || ' ', '') FROM unnest(string_to_array(plain, ' ')) AS word WHERE word <> '');

CREATE OR REPLACE FUNCTION orders_words(source text, place text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(source) <= {LONGEST_WORD} THEN regexp_replace({_PLAIN}, '([^ ]+) *', '''\\1'':' || place || ' ', 'g')
    ELSE coalesce(orders_cut_words({_PLAIN}, place), '') END;

CREATE OR REPLACE FUNCTION orders_word(word text, place text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE word WHEN '' THEN '' ELSE '''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || ''':' || place || ' ' END;

CREATE OR REPLACE FUNCTION orders_point_words(kind text, normalised text, place text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN kind = 'phone' AND normalised !~ '[0-9]' THEN ''
    WHEN kind = 'phone' THEN orders_word('+' || regexp_replace(normalised, '[^0-9]', '', 'g'), place)
        || orders_word('-' || reverse(regexp_replace(normalised, '[^0-9]', '', 'g')), place)
    WHEN kind = 'email' THEN orders_word(normalised, place) || orders_word('@' || split_part(normalised, '@', 2), place)
        || orders_word(split_part(normalised, '@', 1) || '@', place)
    ELSE orders_words(translate(normalised, 'äöü', 'aou'), place)
END;
"""


def _own(table: str, column: str) -> str:
    return f"""
        SELECT own.id, 1 AS place, orders_words(own.search_key, '1A') AS part FROM {table} AS own WHERE own.id = ANY (keys)
        UNION ALL
        SELECT key, 1, orders_point_words(point.kind, point.normalised, '1A')
        FROM unnest(keys) AS key CROSS JOIN LATERAL ({_points(column, "key", MOST_POINTS)}) AS point
    """


def _points(column: str, key: str, most: int) -> str:
    return f"SELECT kind, normalised FROM orders_contactpoint WHERE {column} = {key} ORDER BY id LIMIT {most}"


def _linked(source: str, column: str, place: str, most: int) -> str:
    """Words and contact points of a live record ``linked`` to the row with ``id`` in ``source``."""
    return f"""
        UNION ALL
        SELECT own.id, {place[0]}, orders_words(linked.search_key, '{place}') FROM {source}
        UNION ALL
        SELECT own.id, {place[0]}, orders_point_words(point.kind, point.normalised, '{place}')
        FROM {source} CROSS JOIN LATERAL ({_points(column, "linked.id", most)}) AS point
    """


def _company_of(table: str) -> str:
    source = f"""(SELECT id, company_id FROM {table} WHERE id = ANY (keys)) AS own
        JOIN orders_company AS linked ON linked.id = own.company_id AND linked.trash_entry_id IS NULL"""
    return _linked(source, "company_id", "2B", MOST_POINTS)


_PEOPLE_OF_ORDER = f"""unnest(keys) AS own(id)
    CROSS JOIN LATERAL (SELECT contact_id FROM orders_ordercontact WHERE order_id = own.id ORDER BY id LIMIT {MOST_PEOPLE}) AS link
    JOIN orders_contact AS linked ON linked.id = link.contact_id AND linked.trash_entry_id IS NULL"""
_PEOPLE_OF_COMPANY = f"""unnest(keys) AS own(id)
    CROSS JOIN LATERAL (
        SELECT id, search_key FROM orders_contact WHERE company_id = own.id AND trash_entry_id IS NULL ORDER BY id LIMIT {MOST_PEOPLE}
    ) AS linked"""


def _people(source: str) -> str:
    return _linked(source, "contact_id", "3C", MOST_POINTS_OF_A_PERSON)


def _refresh(kind: str, words: str, keys: dict[str, str], joins: str) -> str:
    """The function that writes the entries of the given records afresh, where anything differs."""
    table, columns = f"orders_{kind}searchentry", ", ".join(keys)
    changed = ", ".join(f"{name} = EXCLUDED.{name}" for name in ("words", *keys))
    stored = ", ".join(f"{table}.{name}" for name in ("words", *keys))
    fresh = ", ".join(f"EXCLUDED.{name}" for name in ("words", *keys))
    return f"""
CREATE OR REPLACE FUNCTION orders_refresh_{kind}_entries(keys bigint[]) RETURNS void LANGUAGE plpgsql SET enable_nestloop = on AS $$
BEGIN
    IF keys IS NULL OR cardinality(keys) = 0 THEN
        RETURN;
    END IF;
    keys := ARRAY(SELECT DISTINCT unnest(keys) ORDER BY 1);
    PERFORM FROM {table} WHERE record_id = ANY (keys) ORDER BY record_id FOR UPDATE;
    INSERT INTO {table} (record_id, words, {columns})
    SELECT record.id, coalesce(found.words, ''), {", ".join(keys.values())}
    FROM orders_{kind} AS record
    LEFT JOIN (
        SELECT id, string_agg(part, '')::tsvector AS words FROM (
            SELECT id, part, sum(octet_length(part)) OVER (PARTITION BY id ORDER BY place, part) AS size FROM ({words}) AS parts
        ) AS sized WHERE size < {MOST_BYTES} GROUP BY id
    ) AS found ON found.id = record.id
    {joins}
    WHERE record.id = ANY (keys)
    ORDER BY record.id
    ON CONFLICT (record_id) DO UPDATE SET {changed} WHERE ({stored}) IS DISTINCT FROM ({fresh});
END
$$;
"""


def _refresh_keys(kind: str, keys: dict[str, str], joins: str) -> str:
    """The function that writes only what lists sort by: for records whose words are the same."""
    table = f"orders_{kind}searchentry"
    stored = ", ".join(f"entry.{name}" for name in keys)
    changed = ", ".join(f"{name} = fresh.{name}" for name in keys)
    fresh = ", ".join(f"fresh.{name}" for name in keys)
    found = ", ".join(f"{value} AS {name}" for name, value in keys.items())
    return f"""
CREATE OR REPLACE FUNCTION orders_refresh_{kind}_keys(keys bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF keys IS NULL OR cardinality(keys) = 0 THEN
        RETURN;
    END IF;
    PERFORM FROM {table} WHERE record_id = ANY (keys) ORDER BY record_id FOR UPDATE;
    UPDATE {table} AS entry SET {changed}
    FROM (SELECT record.id, {found} FROM orders_{kind} AS record {joins} WHERE record.id = ANY (keys)) AS fresh
    WHERE entry.record_id = fresh.id AND ({stored}) IS DISTINCT FROM ({fresh});
END
$$;
"""


_OWNER = "LEFT JOIN access_user AS owner ON owner.id = record.responsible_id"
_COMPANY = "LEFT JOIN orders_company AS company ON company.id = record.company_id"
_PLACE = "pipeline.position * 32768 + stage.position"
_STAGE = "JOIN orders_stage AS stage ON stage.id = record.stage_id JOIN orders_pipeline AS pipeline ON pipeline.id = stage.pipeline_id"

_KEYS = {
    "order": ({"owner_key": "owner.username", "company_key": "company.sort_key", "stage_place": _PLACE}, f"{_OWNER} {_COMPANY} {_STAGE}"),
    "contact": ({"owner_key": "owner.username", "company_key": "company.sort_key"}, f"{_OWNER} {_COMPANY}"),
    "company": ({"owner_key": "owner.username"}, _OWNER),
}
_WORDS = {
    "order": _own("orders_order", "order_id") + _company_of("orders_order") + _people(_PEOPLE_OF_ORDER),
    "contact": _own("orders_contact", "contact_id") + _company_of("orders_contact"),
    "company": _own("orders_company", "company_id") + _people(_PEOPLE_OF_COMPANY),
}
REFRESHES = "".join(_refresh(kind, words, *_KEYS[kind]) for kind, words in _WORDS.items())
REFRESHES_OF_KEYS = "".join(_refresh_keys(kind, *keys) for kind, keys in _KEYS.items())

FILL = """
CREATE OR REPLACE FUNCTION orders_fill_search_entries() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    keys bigint[];
BEGIN
    FOR keys IN SELECT array_agg(id) FROM orders_company GROUP BY id / 10000 ORDER BY id / 10000 LOOP
        PERFORM orders_refresh_company_entries(keys);
    END LOOP;
    FOR keys IN SELECT array_agg(id) FROM orders_contact GROUP BY id / 10000 ORDER BY id / 10000 LOOP
        PERFORM orders_refresh_contact_entries(keys);
    END LOOP;
    FOR keys IN SELECT array_agg(id) FROM orders_order GROUP BY id / 10000 ORDER BY id / 10000 LOOP
        PERFORM orders_refresh_order_entries(keys);
    END LOOP;
END
$$;
"""


def statistics() -> str:
    """The planner has to tell rare words from frequent ones, or it walks a million orders for a number."""
    tables = (f"orders_{kind}searchentry" for kind in ("order", "contact", "company"))
    return "".join(f"ALTER TABLE {table} ALTER COLUMN words SET STATISTICS 1000;\n" for table in tables)


def create() -> str:
    return WORDS + REFRESHES + REFRESHES_OF_KEYS + FILL


def drop() -> str:
    refreshing = tuple(f"refresh_{kind}_entries(bigint[])" for kind in _KEYS)
    refreshing += tuple(f"refresh_{kind}_keys(bigint[])" for kind in _KEYS)
    names = ("point_words(text, text, text)", "word(text, text)", "words(text, text)", "cut_words(text, text)", "canonical(text)")
    return "".join(f"DROP FUNCTION IF EXISTS orders_{name};\n" for name in ("fill_search_entries()", *refreshing, *names))
