"""The record page and the history page beside the same statements by hand."""
# ruff: noqa: E501 - SQL and markup

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.utils import timezone

from crm_merge.audit.services import add_subjects, change_set
from orders.models import Activity, Order, OrderLine, Stage

from .cases import PageCase

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
SELECT o.id::text AS id, o.number::text AS number, o.title, o.reference, s.name_de AS stage, c.id::text AS company_id, c.name AS company,
    u.first_name || ' ' || u.last_name AS owner, o.created_at::text AS created, o.updated_at::text AS changed
FROM orders_order o JOIN orders_stage s ON s.id = o.stage_id LEFT JOIN orders_company c ON c.id = o.company_id
    LEFT JOIN access_user u ON u.id = o.responsible_id WHERE o.id = %(key)s AND o.trash_entry_id IS NULL
"""
LINES = """
SELECT position::text AS position, name, quantity::text AS quantity, unit_price::text AS price, discount::text AS discount,
    vat::text AS vat, round(quantity * unit_price, 2)::text AS net FROM orders_orderline WHERE order_id = %(key)s ORDER BY position, id
"""
ACTIVITIES = """
SELECT a.kind, a.subject, a.done_at::text AS done, a.due_at::text AS due, u.first_name || ' ' || u.last_name AS owner
FROM orders_activity a LEFT JOIN access_user u ON u.id = a.responsible_id WHERE a.order_id = %(key)s ORDER BY a.due_at, a.id
"""
PEOPLE = """
SELECT c.id::text AS id, c.first_name || ' ' || c.last_name AS name, l.role
FROM orders_ordercontact l JOIN orders_contact c ON c.id = l.contact_id WHERE l.order_id = %(key)s ORDER BY l.id LIMIT 20
"""
POINTS = "SELECT kind, label, value FROM orders_contactpoint WHERE order_id = %(key)s ORDER BY kind, is_primary DESC, id"
HISTORY = """
SELECT c.id::text AS id, c.kind, c.at::text AS at, c.by_name, s.label FROM audit_subject s JOIN audit_changeset c ON c.id = s.change_set_id
WHERE s.record_type = 'orders.order' AND s.record_id = %(key)s ORDER BY c.at DESC, c.id DESC LIMIT 20
"""
TEMPLATE = """{% for row in record %}<header><a href="/orders/">A-{{ row.number }}</a><h1>{{ row.title }}</h1></header>
<dl class="facts"><dt>Stufe</dt><dd>{{ row.stage }}</dd><dt>Unternehmen</dt><dd><a href="/companies/{{ row.company_id }}/">{{ row.company }}</a>
</dd><dt>Verantwortlich</dt><dd>{{ row.owner }}</dd><dt>Nummer</dt><dd>{{ row.reference }}</dd><dt>Angelegt</dt><dd>{{ row.created }}</dd>
<dt>Geändert</dt><dd>{{ row.changed }}</dd></dl>{% endfor %}
<table class="list-table">{% for row in lines %}<tr><td class="number">{{ row.position }}</td><td>{{ row.name }}</td><td>{{ row.quantity }}</td>
<td>{{ row.price }} €</td><td>{{ row.discount }}</td><td>{{ row.vat }}</td><td>{{ row.net }} €</td></tr>{% endfor %}</table>
<ul>{% for row in people %}<li><a href="/contacts/{{ row.id }}/">{{ row.name }}</a> {{ row.role }}</li>{% endfor %}</ul>
<ul>{% for row in points %}<li>{{ row.kind }} {{ row.value }} {{ row.label }}</li>{% endfor %}</ul>
<ol class="timeline">{% for row in activities %}<li class="timeline-item"><svg class="icon" aria-hidden="true"><use href="#{{ row.kind }}"></use></svg>
<div class="timeline-head"><strong>{{ row.subject }}</strong><span class="timeline-time">{{ row.done }}{{ row.due }}</span>{{ row.owner }}</div></li>
{% endfor %}{% for row in history %}<li class="timeline-item"><svg class="icon" aria-hidden="true"><use href="#{{ row.kind }}"></use></svg>
<div class="timeline-head"><a href="/history/{{ row.id }}/">{{ row.by_name }} {{ row.kind }} {{ row.label }}</a><span class="timeline-time">{{ row.at }}</span></div>
</li>{% endfor %}</ol>"""

NEWEST = """
SELECT id::text AS id, kind, at::text AS at, by_name, reason FROM audit_changeset ORDER BY at DESC, id DESC LIMIT 51
"""
ABOUT = """
SELECT s.change_set_id, s.record_type, s.record_id::text AS record_id, s.label FROM audit_subject s
WHERE s.change_set_id IN (SELECT id FROM audit_changeset ORDER BY at DESC, id DESC LIMIT 51) ORDER BY s.change_set_id DESC, s.id
"""
LEDGER = """<ol>{% for row in changes %}<li class="ledger-row"><time>{{ row.at }}</time><a href="/history/{{ row.id }}/">{{ row.by_name }}
{{ row.kind }} {{ row.reason }}</a></li>{% endfor %}{% for row in about %}<li><a href="/{{ row.record_type }}/{{ row.record_id }}/"
title="{{ row.label }}">{{ row.label }}</a></li>{% endfor %}</ol>"""


def record_cases() -> Iterator[PageCase]:
    order = busy_order()
    key = {"key": order.pk}
    parts = {"record": RECORD, "lines": LINES, "activities": ACTIVITIES, "people": PEOPLE, "points": POINTS, "history": HISTORY}
    statements = {name: (sql, key) for name, sql in parts.items()}
    title = "record page with 20 activities and 20 history entries"
    yield PageCase("record", title, order.get_absolute_url(), statements, TEMPLATE, most_statements=20)
    statements = {"changes": (NEWEST, {}), "about": (ABOUT, {})}
    yield PageCase("history", "CRM history, newest first", "/history/", statements, LEDGER)
