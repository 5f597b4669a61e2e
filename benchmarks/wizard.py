"""Fields page and preview of the wizard beside reading the same rows by hand."""
# ruff: noqa: E501, S608 - SQL, of names that stand here

import re
from collections.abc import Iterator

from django.contrib.auth import get_user_model

from merging import services
from merging.models import MergeSession
from orders.models import Order

from .cases import PageCase
from .floor import template

RECORDS = """
SELECT o.id, chr(64 + array_position(%(keys)s::bigint[], o.id)) AS letter, 'A-' || o.number || ' ' || o.title AS words
FROM orders_order o WHERE o.id = ANY (%(keys)s) ORDER BY 2
"""
FIELDS = """
SELECT f.name, f.label, count(DISTINCT nullif(f.words, '')) > 1 AS differs,
    json_agg(json_build_object('id', o.id, 'letter', chr(64 + array_position(%(keys)s::bigint[], o.id)), 'words', f.words)
        ORDER BY array_position(%(keys)s::bigint[], o.id)) AS cells
FROM orders_order o JOIN orders_stage s ON s.id = o.stage_id LEFT JOIN orders_company c ON c.id = o.company_id
    LEFT JOIN access_user u ON u.id = o.responsible_id CROSS JOIN LATERAL (VALUES
    (1, 'title', 'Titel', o.title), (2, 'stage', 'Stufe', s.name_de), (3, 'amount', 'Betrag', o.amount || ' ' || o.currency),
    (4, 'company', 'Unternehmen', 'U-' || c.number || ' ' || c.name), (5, 'begins_on', 'Beginn', to_char(o.begins_on, 'DD.MM.YYYY')),
    (6, 'closes_on', 'Abschluss', to_char(o.closes_on, 'DD.MM.YYYY')), (7, 'source', 'Quelle', o.source),
    (8, 'responsible', 'Verantwortlich', u.first_name || ' ' || u.last_name), (9, 'reference', 'Externe Nummer', o.reference),
    (10, 'description', 'Beschreibung', o.description)) AS f(place, name, label, words)
WHERE o.id = ANY (%(keys)s) GROUP BY f.place, f.name, f.label ORDER BY f.place
"""
_LETTER = "chr(64 + array_position(%(keys)s::bigint[], order_id)) AS letter"
RELATED = {
    "people": f"SELECT l.id, {_LETTER}, 'K-' || c.number || ' ' || c.first_name || ' ' || c.last_name || ' (' || l.role || ')' AS words"
    " FROM orders_ordercontact l JOIN orders_contact c ON c.id = l.contact_id WHERE l.order_id = ANY (%(keys)s) ORDER BY l.id",
    "lines": f"SELECT {_LETTER}, name, quantity, currency, round(quantity * unit_price, 2) AS net FROM orders_orderline"
    " WHERE order_id = ANY (%(keys)s) ORDER BY order_id, position, id",
    "observers": "SELECT u.username FROM orders_observer l JOIN access_user u ON u.id = l.user_id"
    " WHERE l.order_id = ANY (%(keys)s) ORDER BY l.id",
    "points": "SELECT value, kind FROM orders_contactpoint WHERE order_id = ANY (%(keys)s) ORDER BY id",
    "addresses": "SELECT street, city FROM orders_address WHERE order_id = ANY (%(keys)s) ORDER BY id",
    "tags": "SELECT t.name FROM orders_taglink l JOIN orders_tag t ON t.id = l.tag_id WHERE l.order_id = ANY (%(keys)s)",
    "moved": " UNION ALL ".join(
        f"SELECT {_LETTER}, '{what}' AS what, count(*) AS number FROM orders_{table} WHERE order_id = ANY (%(keys)s) GROUP BY order_id"
        for table, what in (
            ("orderline", "Positionen"),
            ("activity", "Aktivitäten"),
            ("comment", "Kommentare"),
            ("attachment", "Dateien"),
        )
    ),
}


def wizard_cases() -> Iterator[PageCase]:
    for number in (2, 20):
        draft = _draft(number)
        keys = {"keys": draft.record_ids}
        statements = {"records": (RECORDS, keys), "fields": (FIELDS, keys), **{name: (sql, keys) for name, sql in RELATED.items()}}
        for page, most in (("fields", 20), ("preview", 25)):
            address = f"/merges/drafts/{draft.pk}/{page}/"
            title = f"wizard {page} page, {number} records"
            markup = template(page)
            yield PageCase(f"{page}{number}", title, address, statements, markup, most=2, most_statements=most, same=cells)


def cells(html: str) -> list[str]:
    """The records that the cells of a comparison belong to, one by one; of a preview nothing."""
    return re.findall(r'type="radio" name="field\.\w+" value="(\d+)"', html)


def _draft(number: int) -> MergeSession:
    by = get_user_model().objects.get(username="admin")
    return services.start_merge(list(Order.objects.live().order_by("-pk")[:number]), by=by)
