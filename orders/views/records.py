"""The page of one record: what it is, what hangs on it, what happened."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm_merge.access.models import User
from crm_merge.audit.repeats import new_form_key
from crm_merge.database.prepared import prepared
from orders.facts import retired_facts, sections_of
from orders.kinds import CONTACTS, ORDERS, RecordKind
from orders.lines import rows_of
from orders.models import Contact, Order, OrderContact, Record
from orders.moments import Moments
from orders.queries.hanging import hanging_on
from orders.queries.linked import Linked, counted, linked, shown
from orders.queries.reading import may, readable
from orders.stage_bar import stages_of, steps
from orders.timeline import timeline
from orders.totals import totals_of

from .opening import open_record, opens

MOST_PEOPLE = 200  # of one order


@require_safe
@opens
def record(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    return render(request, "orders/record.html", page_context(request, kind, open_record(request, kind, pk)))


def page_context(request: HttpRequest, kind: RecordKind, record: Record) -> dict:
    """Everything the record page shows, in a number of statements that does not depend on the rows.

    Whoever shows a form again that was refused adds it as ``comment_form``, ``activity_form`` or ``file_form``.
    """
    hanging = hanging_on(record, kind)
    may_edit = may(request.user, "edit", record)
    happened = timeline(record, reader=request.user, show=request.GET.get("show", ""), before=request.GET.get("before", ""))
    return {
        "kind": kind,
        "record": record,
        "fact_sections": sections_of(record, kind, reader=request.user, may_edit=may_edit),
        "retired_facts": retired_facts(record, reader=request.user),
        "stage_steps": steps(record, stages_of(record), may_edit=may_edit) if kind.name == "order" else "",
        **hanging._asdict(),
        "line_rows": rows_of(hanging.lines),
        "totals": totals_of(hanging.lines),
        "people": people_of(record, kind, request.user),
        "orders": orders_of(record, kind, request.user),
        "timeline": happened,
        "moments": Moments(record, kind, may_edit=may_edit).html(happened),
        "may_edit": may_edit,
        "may_delete": may(request.user, "delete", record),
        "form_key": new_form_key(),
        "merge_url": f"{kind.list_url}?selected={record.pk}",
    }


def people_of(record: Record, kind: RecordKind, reader: User) -> Linked:
    """What is linked to the record and the reader may read: people of an order or a company."""
    if kind.name == "order":
        return shown(_people(record.pk))
    if kind.name == "company":
        contacts = readable(reader, Contact).filter(company=record).order_by("sort_key", "pk")
        return linked(contacts, f"{CONTACTS.list_url}?company={record.pk}")
    return Linked([])


@prepared
def _people(order: int) -> QuerySet:
    return counted(OrderContact.objects.filter(order=order).select_related("contact__responsible").order_by("id"), MOST_PEOPLE)


def orders_of(record: Record, kind: RecordKind, reader: User) -> Linked:
    """The newest orders of a contact or company that the reader may read."""
    if kind.name == "order":
        return Linked([])
    path = "company" if kind.name == "company" else "contact_links__contact"
    orders = readable(reader, Order).filter(**{path: record}).select_related("stage")
    return linked(orders.order_by("-created_at", "-id"), f"{ORDERS.list_url}?{kind.name}={record.pk}")
