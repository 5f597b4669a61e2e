"""Drawing by chance, in SQL: the same key and the same draw give the same value every time.

Every 33rd record is a duplicate of the one before (3 %): the same draw of chance, spelled by another colleague.
"""
# ruff: noqa: E501 - SQL

from .vocabulary import size

TWIN = "key, key %% 33 = 0 AS is_twin, key - (key %% 33 = 0)::int AS seed"
FIRST_DAY = "timestamptz '2021-11-01 06:00+00'"
YEARS = "interval '5 years'"
LAST_NUMBER = 1000  # the first number is 1001, as in every installation


def some(name: str, what: int, *, skew: float = 1, seed: str = "seed", alias: str = "") -> str:
    alias = alias or name
    return f"JOIN some_{name} AS {alias} ON {alias}.place = pg_temp.pick({seed}, {what}, {size(name)}, {skew})"


OWNER = "(%(owners)s::bigint[])[pg_temp.pick(seed + is_twin::int, {what}, cardinality(%(owners)s::bigint[]), 1.5)]"
SOURCE = "CASE WHEN is_twin THEN 'email' ELSE (ARRAY['phone','email','web','fair','referral','import','other'])[pg_temp.pick(seed, 5, 7, 2)] END"
REFERENCE = "CASE WHEN key %% 3 = 0 THEN 'SAP-' || lpad(key::text, 7, '0') ELSE '' END"
FOLDED_REFERENCE = "CASE WHEN key %% 3 = 0 THEN ' sap-' || lpad(key::text, 7, '0') ELSE '' END"
CREATED = f"{FIRST_DAY} + {YEARS} * (seed::float / %({{count}})s) + CASE WHEN is_twin THEN interval '26 hours' ELSE interval '0' END"
