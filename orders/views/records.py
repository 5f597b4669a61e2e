"""The page of one record: what it is, what hangs on it, what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm_merge.access.models import User
from crm_merge.audit.repeats import new_form_key
from orders.facts import custom_facts, sections_of
from orders.forms.related import ActivityForm, CommentForm, FileForm
from orders.kinds import RecordKind
from orders.models import Contact, Order, Record, Stage
from orders.queries.reading import may, readable
from orders.timeline import timeline
from orders.totals import totals_of

from .opening import open_record, opens

MOST_LINKED = 20


@require_safe
@opens
def record(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    return render(request, "orders/record.html", page_context(request, kind, open_record(request, kind, pk)))


def page_context(request: HttpRequest, kind: RecordKind, record: Record) -> dict:
    """Everything the record page shows, in a number of statements that does not depend on the rows."""
    lines = list(record.lines.select_related("product").order_by("position", "id")) if kind.name == "order" else []
    activities = list(record.activity_set.select_related("responsible").order_by("due_at", "id"))
    comments = list(record.comment_set.select_related("author"))
    files = list(record.attachment_set.select_related("uploaded_by").order_by("-created_at", "-id"))
    custom, retired = custom_facts(record, request.user, files)
    return {
        "kind": kind,
        "record": record,
        "fact_sections": sections_of(record, kind) + custom,
        "retired_facts": retired,
        "stages": stages_of(record) if kind.name == "order" else [],
        "lines": lines,
        "totals": totals_of(lines),
        "people": people_of(record, kind, request.user),
        "orders": orders_of(record, kind, request.user),
        "points": list(record.contactpoint_set.order_by("kind", "-is_primary", "id")),
        "addresses": list(record.address_set.order_by("kind", "id")),
        "tags": list(record.taglink_set.select_related("tag").order_by("tag__name")),
        "observers": list(record.observer_links.select_related("user").order_by("user__username"))
        if kind.name == "order"
        else [],
        "files": files,
        "open_activities": [activity for activity in activities if activity.done_at is None],
        "timeline": timeline(record, activities, comments, files, reader=request.user),
        "may_edit": may(request.user, "edit", record),
        "may_delete": may(request.user, "delete", record),
        "comment_form": CommentForm(),
        "activity_form": ActivityForm(),
        "file_form": FileForm(),
        "form_key": new_form_key(),
        "merge_url": f"{kind.list_url}?selected={record.pk}",
    }


def stages_of(order: Record) -> list[Stage]:
    """The stages of the order's pipeline in order; those before the current one are marked as past."""
    stages = list(Stage.objects.filter(pipeline_id=order.stage.pipeline_id).order_by("position", "pk"))
    for stage in stages:
        stage.is_current = stage.pk == order.stage_id
        stage.is_past = stage.position < order.stage.position
    return stages


def people_of(record: Record, kind: RecordKind, reader: User) -> list:
    """What is linked to the record and the reader may read: people of an order or a company, orders of a contact."""
    if kind.name == "order":
        return list(record.contact_links.select_related("contact__responsible").order_by("id")[:MOST_LINKED])
    if kind.name == "company":
        return list(readable(reader, Contact).filter(company=record).order_by("sort_key")[:MOST_LINKED])
    return []


def orders_of(record: Record, kind: RecordKind, reader: User) -> list[Order]:
    """The newest orders of a contact or company that the reader may read."""
    if kind.name == "order":
        return []
    path = "company" if kind.name == "company" else "contact_links__contact"
    orders = readable(reader, Order).filter(**{path: record}).select_related("stage")
    return list(orders.order_by("-created_at", "-id")[:MOST_LINKED])
