"""Fields page and preview of the wizard beside reading the same rows by hand."""
# ruff: noqa: E501 - SQL

from collections.abc import Iterator

from django.contrib.auth import get_user_model

from merging import services
from merging.models import MergeSession
from orders.models import Order

from .cases import PageCase

RECORDS = """
SELECT o.id::text AS id, o.number::text AS number, o.title, s.name_de AS stage, o.amount::text AS amount, o.currency, c.name AS company,
    u.username AS owner, o.begins_on::text AS begins, o.closes_on::text AS closes, o.source, o.reference, o.description
FROM orders_order o JOIN orders_stage s ON s.id = o.stage_id LEFT JOIN orders_company c ON c.id = o.company_id
    LEFT JOIN access_user u ON u.id = o.responsible_id WHERE o.id = ANY (%(keys)s) ORDER BY o.id
"""
RELATED = {
    "lines": "SELECT name, quantity::text AS what FROM orders_orderline WHERE order_id = ANY (%(keys)s) ORDER BY id",
    "people": "SELECT c.last_name AS name, l.role AS what FROM orders_ordercontact l JOIN orders_contact c ON c.id = l.contact_id"
    " WHERE l.order_id = ANY (%(keys)s) ORDER BY l.id",
    "observers": "SELECT u.username AS name, '' AS what FROM orders_observer l JOIN access_user u ON u.id = l.user_id"
    " WHERE l.order_id = ANY (%(keys)s) ORDER BY l.id",
    "points": "SELECT value AS name, kind AS what FROM orders_contactpoint WHERE order_id = ANY (%(keys)s) ORDER BY id",
    "addresses": "SELECT street AS name, city AS what FROM orders_address WHERE order_id = ANY (%(keys)s) ORDER BY id",
    "tags": "SELECT t.name, '' AS what FROM orders_taglink l JOIN orders_tag t ON t.id = l.tag_id WHERE l.order_id = ANY (%(keys)s)",
    "activities": "SELECT subject AS name, kind AS what FROM orders_activity WHERE order_id = ANY (%(keys)s) ORDER BY id",
    "comments": "SELECT text AS name, '' AS what FROM orders_comment WHERE order_id = ANY (%(keys)s) ORDER BY id",
    "files": "SELECT name, size::text AS what FROM orders_attachment WHERE order_id = ANY (%(keys)s) ORDER BY id",
}
FIELDS = ("number", "title", "stage", "amount", "currency", "company", "owner", "begins", "closes", "source", "reference", "description")
_CELLS = "".join(f"<td>{{{{ row.{name} }}}}</td>" for name in FIELDS)
_ITEM = "<li><label>{{ row.name }} {{ row.what }}</label></li>"
_LISTS = "".join(f"<ul>{{% for row in {name} %}}{_ITEM}{{% endfor %}}</ul>" for name in RELATED)
TEMPLATE = f"<table>{{% for row in records %}}<tr>{_CELLS}</tr>{{% endfor %}}</table>{_LISTS}"


def wizard_cases() -> Iterator[PageCase]:
    for number in (2, 20):
        draft = _draft(number)
        keys = {"keys": draft.record_ids}
        statements = {"records": (RECORDS, keys), **{name: (sql, keys) for name, sql in RELATED.items()}}
        for page, most in (("fields", 20), ("preview", 25)):
            address = f"/merges/drafts/{draft.pk}/{page}/"
            title = f"wizard {page} page, {number} records"
            yield PageCase(f"{page}{number}", title, address, statements, TEMPLATE, most=2, most_statements=most)


def _draft(number: int) -> MergeSession:
    by = get_user_model().objects.get(username="admin")
    return services.start_merge(list(Order.objects.live().order_by("-pk")[:number]), by=by)
