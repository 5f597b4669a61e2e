"""What hangs on the records: people of orders, line items, activities, contact points, addresses."""
# ruff: noqa: E501, S608 - SQL; only constants are put into the text

from .drawing import FIRST_DAY, TWIN, YEARS, some

BUYERS = """
INSERT INTO orders_ordercontact (id, order_id, contact_id, role)
SELECT key, key, pg_temp.pick(key - (key %% 33 = 0)::int, 20, %(contacts)s, 1.3), 'buyer' FROM generate_series(1, %(orders)s) AS key
"""

DECIDERS = """
INSERT INTO orders_ordercontact (id, order_id, contact_id, role)
SELECT %(orders)s + key / 5, key, pg_temp.pick(key - (key %% 33 = 0)::int, 20, %(contacts)s, 1.3) %% %(contacts)s + 1, 'decider'
FROM generate_series(5, %(orders)s, 5) AS key
"""

LINES = """
INSERT INTO orders_orderline (id, order_id, position, product_id, name, quantity, unit_price, currency, discount, vat)
SELECT key, order_id, 1 + (key - 1) / %(orders)s, product.id, product.name, pg_temp.pick(key, 32, 12, 2), product.unit_price, 'EUR', 0, 19
FROM (
    SELECT key, CASE WHEN key <= 2 * %(orders)s THEN 1 + (key - 1) %% %(orders)s ELSE pg_temp.pick(key, 31, %(orders)s, 1.2) END AS order_id,
        pg_temp.pick(key, 33, 300, 1.5) AS product_id
    FROM generate_series(1, 3 * %(orders)s) AS key
) AS keys JOIN orders_product AS product ON product.id = keys.product_id
"""

ACTIVITIES = f"""
INSERT INTO orders_activity (id, kind, subject, body, due_at, done_at, responsible_id, created_at, order_id, contact_id, company_id)
SELECT key, (ARRAY['call','email','meeting','task'])[pg_temp.pick(key, 41, 4, 1.5)], subject.word, '', at + interval '2 days',
    CASE WHEN pg_temp.chance(key, 42) < 0.8 THEN at + interval '3 days' END,
    (%(owners)s::bigint[])[pg_temp.pick(key, 43, cardinality(%(owners)s::bigint[]), 1.5)], at,
    CASE WHEN key %% 6 <> 0 THEN pg_temp.pick(key, 44, %(orders)s, 1.15) END,
    CASE WHEN key %% 6 = 0 THEN pg_temp.pick(key, 45, %(contacts)s, 1.15) END, NULL
FROM (
    SELECT key, key AS seed, {FIRST_DAY} + {YEARS} * (key::float / (3 * %(orders)s)) AS at FROM generate_series(1, 3 * %(orders)s) AS key
) AS keys {some("subject", 40)}
"""

_PHONE = """
    CASE WHEN is_twin THEN '0' || area_code.word || ' / ' || digits ELSE '+49 ' || area_code.word || ' ' || digits END,
    '+49' || area_code.word || digits, true
"""


def _point(owner: str, kind: str, first: str) -> str:
    value = _PHONE if kind == "phone" else "CASE WHEN is_twin THEN upper(address) ELSE address END, address, true"
    domain = "'kunde' || coalesce(company_id, 0) || '.example'"
    mailbox = "split_part(search_key, ' ', 2) || '.' || split_part(search_key, ' ', 3) || seed || '@'"
    address = f"translate({mailbox}, 'ı', 'i') || {domain}" if owner == "contact" else "'info@kunde' || seed || '.example'"
    return f"""
        INSERT INTO orders_contactpoint (id, {owner}_id, kind, label, value, normalised, is_primary)
        SELECT {first} + key, key, '{kind}', 'work', {value}
        FROM (
            SELECT {TWIN}, lpad(pg_temp.pick(key - (key %% 33 = 0)::int, {51 if owner == "contact" else 52}, 9000000)::text, 7, '5') AS digits,
                {address.replace("seed", "(key - (key %% 33 = 0)::int)")} AS address
            FROM (SELECT id AS key, {"company_id, " if owner == "contact" else ""}search_key FROM orders_{owner}) AS owners
        ) AS keys {some("area_code", 53, skew=1.5)}
    """


POINTS = (
    _point("contact", "email", "0"),
    _point("contact", "phone", "%(contacts)s"),
    _point("company", "phone", "2 * %(contacts)s"),
    _point("company", "email", "2 * %(contacts)s + %(companies)s"),
)

ADDRESSES = f"""
INSERT INTO orders_address (id, kind, recipient, street, postal_code, city, region, country, company_id)
SELECT key, 'office', '', 'Hafenstraße ' || pg_temp.pick(seed, 62, 180), (10000 + pg_temp.pick(seed, 63, 89000))::text, town.word, '', 'Deutschland', key
FROM (SELECT {TWIN} FROM generate_series(1, %(companies)s) AS key) AS keys {some("town", 3, skew=1.3)}
"""
