"""Step 1: the records that were chosen, before anything is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from merging import services
from merging.models import MergeSession

from .answers import answers
from .drafts import not_allowed
from .selection import Selection, read_selection
from .steps import steps


@answers("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Show which records would be merged (GET), start the draft (POST)."""
    selection = read_selection(request)
    if request.method != "POST":
        return render(request, "merging/new.html", {"selection": selection, "steps": steps("select")})
    try:
        session = open_draft_of(selection, request.user) or services.start_merge(selection.records, by=request.user)
    except services.MergeNotAllowed as refusal:
        raise not_allowed(refusal) from refusal
    return redirect("merging:primary", pk=session.pk)


def open_draft_of(selection: Selection, user) -> MergeSession | None:
    """The draft the person has open for exactly these records: going back or clicking twice starts no second one."""
    drafts = MergeSession.objects.filter(created_by=user, state=MergeSession.State.OPEN, record_type=selection.spec.key)
    return drafts.filter(record_ids=selection.ids).order_by("-updated_at").first()
