"""The page of one record: what it is, what hangs on it, what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm_merge.access.models import User
from crm_merge.audit.repeats import new_form_key
from orders.facts import retired_facts, sections_of
from orders.forms.related import ActivityForm, CommentForm, FileForm
from orders.kinds import CONTACTS, ORDERS, RecordKind
from orders.models import Activity, Contact, Observer, Order, Record, Stage
from orders.queries.linked import Linked, linked
from orders.queries.reading import may, readable
from orders.timeline import timeline
from orders.totals import totals_of

from .opening import open_record, opens

MOST_PEOPLE = 200  # of one order


@require_safe
@opens
def record(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    return render(request, "orders/record.html", page_context(request, kind, open_record(request, kind, pk)))


def page_context(request: HttpRequest, kind: RecordKind, record: Record) -> dict:
    """Everything the record page shows, in a number of statements that does not depend on the rows."""
    lines = list(record.lines.select_related("product").order_by("position", "id")) if kind.name == "order" else []
    may_edit = may(request.user, "edit", record)
    return {
        "kind": kind,
        "record": record,
        "fact_sections": sections_of(record, kind, reader=request.user, may_edit=may_edit),
        "retired_facts": retired_facts(record, reader=request.user),
        "stages": stages_of(record) if kind.name == "order" else [],
        "lines": lines,
        "totals": totals_of(lines),
        "people": people_of(record, kind, request.user),
        "orders": orders_of(record, kind, request.user),
        "points": list(record.contactpoint_set.order_by("kind", "-is_primary", "id")),
        "addresses": list(record.address_set.order_by("kind", "id")),
        "tags": list(record.taglink_set.select_related("tag").order_by("tag__name")),
        "observers": observers_of(record, kind),
        "files": list(record.attachment_set.order_by("-created_at", "-id")),
        "open_activities": open_activities_of(record),
        "timeline": timeline(
            record, reader=request.user, show=request.GET.get("show", ""), before=request.GET.get("before", "")
        ),
        "may_edit": may_edit,
        "may_delete": may(request.user, "delete", record),
        "comment_form": CommentForm(),
        "activity_form": ActivityForm(),
        "file_form": FileForm(),
        "form_key": new_form_key(),
        "merge_url": f"{kind.list_url}?selected={record.pk}",
    }


def stages_of(order: Record) -> list[Stage]:
    """The stages an order can take: the open ones in order, then won and lost. Those before the current one are past."""
    pipeline = Stage.objects.filter(pipeline_id=order.stage.pipeline_id)
    offered = pipeline.filter(is_retired=False) | pipeline.filter(pk=order.stage_id)
    stages = sorted(offered.order_by("position", "pk"), key=lambda stage: stage.outcome != Stage.Outcome.OPEN)
    place = [stage.pk for stage in stages].index(order.stage_id)
    for at, stage in enumerate(stages):
        stage.is_current = at == place
        stage.is_past = at < place and stage.outcome == Stage.Outcome.OPEN
    return stages


def open_activities_of(record: Record) -> list[Activity]:
    return list(record.activity_set.filter(done_at=None).select_related("responsible").order_by("due_at", "id"))


def observers_of(record: Record, kind: RecordKind) -> list[Observer]:
    if kind.name != "order":
        return []
    return list(record.observer_links.select_related("user").order_by("user__username"))


def people_of(record: Record, kind: RecordKind, reader: User) -> Linked:
    """What is linked to the record and the reader may read: people of an order or a company."""
    if kind.name == "order":
        return linked(record.contact_links.select_related("contact__responsible").order_by("id"), most=MOST_PEOPLE)
    if kind.name == "company":
        contacts = readable(reader, Contact).filter(company=record).order_by("sort_key", "pk")
        return linked(contacts, f"{CONTACTS.list_url}?company={record.pk}")
    return Linked([])


def orders_of(record: Record, kind: RecordKind, reader: User) -> Linked:
    """The newest orders of a contact or company that the reader may read."""
    if kind.name == "order":
        return Linked([])
    path = "company" if kind.name == "company" else "contact_links__contact"
    orders = readable(reader, Order).filter(**{path: record}).select_related("stage")
    return linked(orders.order_by("-created_at", "-id"), f"{ORDERS.list_url}?{kind.name}={record.pk}")
