"""A glance at a record beside the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from orders.facts import sections_of
from orders.kinds import RecordKind
from orders.queries.reading import may

from .opening import open_record, opens
from .records import people_of

MOST_OPEN, MOST_COMMENTS = 5, 3


@require_safe
@vary_on_headers("HX-Request")
@opens
def peek(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    """The main facts for scripts; everybody else gets the record's page. Who may read that may read this."""
    record = open_record(request, kind, pk)
    if not request.htmx:
        return redirect(record)
    activities = record.activity_set.filter(done_at=None).select_related("responsible").order_by("due_at", "id")
    comments = record.comment_set.select_related("author").order_by("-created_at", "-id")
    context = {
        "kind": kind,
        "record": record,
        "fact_sections": sections_of(record, kind, reader=request.user, may_edit=False),
        "people": list(people_of(record, kind, request.user))[:MOST_OPEN],
        "points": list(record.contactpoint_set.order_by("kind", "-is_primary", "id")[:MOST_OPEN]),
        "activities": list(activities[:MOST_OPEN]),
        "comments": list(comments[:MOST_COMMENTS]),
        "may_edit": may(request.user, "edit", record),
    }
    return render(request, "orders/_peek.html", context)
