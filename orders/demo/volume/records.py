"""Products, companies, contacts and orders. ``attached`` has what hangs on them.

Named parameters: counts ``orders``, ``contacts``, ``companies``; ``owners`` and ``stages`` as arrays of keys.
"""
# ruff: noqa: E501, S608 - SQL; only constants are put into the text

from .drawing import CREATED, FOLDED_REFERENCE, LAST_NUMBER, OWNER, REFERENCE, SOURCE, TWIN, some

PRODUCTS = f"""
INSERT INTO orders_product (id, number, name, unit, unit_price, currency, is_active)
SELECT key, (10000 + key)::text, good.word || ' ' || (100 + key), 'Stück', (20 + pg_temp.pick(key, 2, 90000) / 100.0)::numeric(14,4), 'EUR', true
FROM (SELECT key, key AS seed FROM generate_series(1, 300) AS key) AS keys {some("good", 1)}
"""

COMPANIES = f"""
INSERT INTO orders_company (id, number, name, legal_form, industry, vat_number, parent_id, sort_key, reference, source,
    responsible_id, description, created_at, updated_at, version, search_key, trash_entry_id)
SELECT key, {LAST_NUMBER} + key, name, legal_form, industry.word, 'DE' || (100000000 + seed), NULL, made.sort_key, {REFERENCE}, {SOURCE},
    {OWNER.format(what=6)}, '', created_at, created_at + interval '90 days' * pg_temp.chance(key, 7), 1,
    'u-' || ({LAST_NUMBER} + key) || ' ' || made.folded || folded_form || {FOLDED_REFERENCE}, NULL
FROM (
    SELECT keys.*, {CREATED.format(count="companies")} AS created_at,
        trade.word || ' ' || CASE WHEN is_twin THEN last_name.plain ELSE last_name.word END || ' ' || town.word AS name,
        trade.folded || ' ' || CASE WHEN is_twin THEN last_name.folded_plain ELSE last_name.folded END || ' ' || town.folded AS folded,
        trade.sort_key || ' ' || CASE WHEN is_twin THEN last_name.sort_key_plain ELSE last_name.sort_key END || ' ' || town.sort_key AS sort_key,
        CASE WHEN is_twin THEN '' ELSE form.word END AS legal_form,
        CASE WHEN is_twin OR form.word = '' THEN '' ELSE ' ' || form.folded END AS folded_form
    FROM (SELECT {TWIN} FROM generate_series(1, %(companies)s) AS key) AS keys
    {some("trade", 1, skew=1.3)} {some("last_name", 2, skew=1.5)} {some("town", 3, skew=1.3)} {some("legal_form", 4, skew=1.5, alias="form")}
) AS made {some("industry", 8)}
ORDER BY key
"""

CONTACTS = f"""
INSERT INTO orders_contact (id, number, salutation, first_name, last_name, position, birthday, company_id, sort_key, reference, source,
    responsible_id, description, created_at, updated_at, version, search_key, trash_entry_id)
SELECT key, {LAST_NUMBER} + key, '', first_name.word, made.last_name, position.word, NULL,
    CASE WHEN seed %% 12 = 0 THEN NULL ELSE pg_temp.pick(seed, 13, %(companies)s, 1.6) END,
    made.sort_key || ' ' || first_name.sort_key, {REFERENCE}, {SOURCE}, {OWNER.format(what=14)}, '',
    created_at, created_at + interval '90 days' * pg_temp.chance(key, 15), 1,
    'k-' || ({LAST_NUMBER} + key) || ' ' || first_name.folded || ' ' || made.folded || {FOLDED_REFERENCE},
    CASE WHEN key %% 97 = 0 THEN %(trashed_orders)s + key / 97 END
FROM (
    SELECT keys.*, {CREATED.format(count="contacts")} AS created_at,
        CASE WHEN is_twin THEN one.plain ELSE one.word END || CASE WHEN is_double THEN '-' || two.word ELSE '' END AS last_name,
        CASE WHEN is_twin THEN one.folded_plain ELSE one.folded END || CASE WHEN is_double THEN '-' || two.folded ELSE '' END AS folded,
        CASE WHEN is_twin THEN one.sort_key_plain ELSE one.sort_key END || CASE WHEN is_double THEN '-' || two.sort_key ELSE '' END AS sort_key
    FROM (SELECT {TWIN}, pg_temp.chance(key - (key %% 33 = 0)::int, 10) < 0.1 AS is_double FROM generate_series(1, %(contacts)s) AS key) AS keys
    {some("last_name", 11, skew=1.5, alias="one")} {some("last_name", 12, alias="two")}
) AS made {some("first_name", 16, skew=1.5)} {some("position", 17)}
ORDER BY key
"""

STAGE = "(%(stages)s::bigint[])[width_bucket(pg_temp.chance(seed, 23), ARRAY[0, 0.08, 0.2, 0.28, 0.4, 0.8]::float8[])]"

ORDERS = f"""
INSERT INTO orders_order (id, number, title, stage_id, amount, currency, amount_from_lines, company_id, begins_on, closes_on, reference, source,
    responsible_id, description, created_at, updated_at, version, search_key, sort_key, trash_entry_id)
SELECT key, {LAST_NUMBER} + key, good.word || ' ' || place.word || CASE WHEN is_twin THEN ' (per E-Mail)' ELSE '' END, {STAGE},
    CASE WHEN seed %% 31 = 0 THEN NULL ELSE (50 + 30000 * power(pg_temp.chance(seed, 24), 3))::numeric(14,2) END,
    CASE WHEN pg_temp.chance(seed, 25) < 0.96 THEN 'EUR' WHEN pg_temp.chance(seed, 25) < 0.98 THEN 'CHF' ELSE 'USD' END, false,
    buyer.company_id, created_at::date, created_at::date + 30, {REFERENCE}, {SOURCE},
    CASE WHEN pg_temp.chance(key, 26) < 0.8 THEN buyer.responsible_id ELSE {OWNER.format(what=27)} END, '',
    keys.created_at, keys.created_at + interval '90 days' * pg_temp.chance(key, 28), 1 + (key %% 3 = 0)::int,
    'a-' || ({LAST_NUMBER} + key) || ' ' || good.folded || ' ' || place.folded || CASE WHEN is_twin THEN ' (per e-mail)' ELSE '' END
        || {FOLDED_REFERENCE},
    good.sort_key || ' ' || place.sort_key || CASE WHEN is_twin THEN ' (per e-mail)' ELSE '' END,
    CASE WHEN key %% 101 = 0 THEN key / 101 END
FROM (
    SELECT twins.*, {CREATED.format(count="orders")} AS created_at, pg_temp.pick(seed, 20, %(contacts)s, 1.3) AS buyer_id
    FROM (SELECT {TWIN} FROM generate_series(1, %(orders)s) AS key) AS twins
) AS keys
JOIN (SELECT id, company_id, responsible_id FROM orders_contact) AS buyer ON buyer.id = keys.buyer_id
{some("good", 21, skew=1.5)} {some("place", 22, skew=1.3)}
ORDER BY key
"""
