"""The record page and the history page beside the same statements by hand."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.utils import timezone

from crm_merge.audit.services import add_subjects, change_set
from orders.models import Activity, Order, OrderLine, Stage

from .cases import PageCase
from .floor import content, instants, template

REFERENCE = "BENCHMARK"
MANY = 20


def busy_order() -> Order:
    """The order with 20 activities and 20 history entries, made the first time as the product would."""
    found = Order.objects.filter(reference=REFERENCE).first()
    return found if found is not None else _make_busy_order()


def _make_busy_order() -> Order:
    by = get_user_model().objects.get(username="sales")
    company = Order.objects.live().filter(company__isnull=False).select_related("company").latest("pk").company
    with change_set("created", by=by) as opened:
        order = Order(title="Büroausstattung Neubau", stage=Stage.objects.get(key="offer"), company=company, responsible=by)
        order.reference = REFERENCE
        order.save()
        for position in range(1, 4):
            OrderLine.objects.create(order=order, position=position, name=f"Schreibtisch {position}", unit_price=499)
        add_subjects(opened, [order])
    for number in range(MANY - 1):
        with change_set("changed", by=by) as opened:
            Activity.objects.create(order=order, subject=f"Rückruf {number}", responsible=by, done_at=timezone.now())
            add_subjects(opened, [order])
    with change_set("changed", by=by):
        Activity.objects.create(order=order, subject="Angebot nachfassen", responsible=by, due_at=timezone.now())
    return order


RECORD = """
SELECT o.id, o.title, o.reference, c.id AS company_id, concat_ws(' ', c.name, nullif(c.legal_form, '')) AS company, o.currency,
    u.first_name || ' ' || u.last_name AS owner, o.created_at AS created, o.updated_at AS changed, t.name_de AS stage,
    (SELECT sum(round(quantity * unit_price, 2)) FROM orders_orderline WHERE order_id = o.id) AS total
FROM orders_order o JOIN orders_stage t ON t.id = o.stage_id LEFT JOIN orders_company c ON c.id = o.company_id
    LEFT JOIN access_user u ON u.id = o.responsible_id WHERE o.id = %(key)s AND o.trash_entry_id IS NULL
"""
LINES = """
SELECT position, name, quantity, unit_price AS price, discount, vat, currency, round(quantity * unit_price, 2) AS net
FROM orders_orderline WHERE order_id = %(key)s ORDER BY position, id
"""
OPEN = """
SELECT a.id, a.kind, a.subject, a.due_at AS due, u.first_name || ' ' || u.last_name AS owner
FROM orders_activity a LEFT JOIN access_user u ON u.id = a.responsible_id
WHERE a.order_id = %(key)s AND a.done_at IS NULL ORDER BY a.due_at, a.id
"""
PEOPLE = """
SELECT c.id, c.first_name || ' ' || c.last_name AS name, l.role
FROM orders_ordercontact l JOIN orders_contact c ON c.id = l.contact_id WHERE l.order_id = %(key)s ORDER BY l.id LIMIT 20
"""
POINTS = "SELECT kind, label, value FROM orders_contactpoint WHERE order_id = %(key)s ORDER BY kind, is_primary DESC, id"
HANGING = "activity comment attachment contactpoint address orderline ordercontact observer taglink"
WRITTEN = " ".join(
    f"UNION SELECT change_set_id FROM orders_historical{name} WHERE order_id = %(key)s"  # noqa: S608 - names from here
    for name in HANGING.split()
)
TIMELINE = f"""
SELECT * FROM (
    (SELECT 'activity' AS what, kind AS icon, done_at AS at, subject AS title, '' AS owner, 1 AS rank, id
    FROM orders_activity WHERE order_id = %(key)s AND done_at IS NOT NULL ORDER BY done_at DESC, id DESC LIMIT 31)
    UNION ALL
    (SELECT 'operation', CASE kind WHEN 'created' THEN 'plus' ELSE 'edit' END, at,
        (SELECT label FROM audit_subject WHERE change_set_id = c.id ORDER BY id LIMIT 1), by_name, 0, id
    FROM audit_changeset c WHERE id IN (
        SELECT change_set_id FROM audit_subject WHERE record_type = 'orders.order' AND record_id = %(key)s
        UNION SELECT change_set_id FROM orders_historicalorder WHERE id = %(key)s {WRITTEN})
    ORDER BY at DESC, id DESC LIMIT 31)
) AS moments ORDER BY at DESC, rank DESC, id DESC LIMIT 31
"""  # noqa: S608
RECORD_STATEMENTS = {"record": RECORD, "lines": LINES, "open": OPEN, "people": PEOPLE, "points": POINTS, "timeline": TIMELINE}

NEWEST = """
SELECT c.*, (SELECT json_agg(s) FROM (
    SELECT record_type, record_id, label FROM audit_subject WHERE change_set_id = c.id ORDER BY id LIMIT 5) AS s) AS about
FROM (SELECT id, kind, at, by_name, reason FROM audit_changeset ORDER BY at DESC, id DESC LIMIT 51) AS c
ORDER BY c.at DESC, c.id DESC
"""


def record_cases() -> Iterator[PageCase]:
    order = busy_order()
    key = {"key": order.pk}
    statements = {name: (sql, key) for name, sql in RECORD_STATEMENTS.items()}
    title = "record page with 20 activities and 20 history entries"
    yield PageCase("record", title, order.get_absolute_url(), statements, template("record"), most_statements=20, same=content)
    newest = {"changes": (NEWEST, {})}
    yield PageCase("history", "CRM history, newest first", "/history/", newest, template("history"), same=instants)
