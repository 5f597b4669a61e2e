"""Step 1: the records that were chosen, before anything is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from merging import services

from .answers import answers
from .drafts import not_allowed
from .selection import read_selection
from .steps import steps


@answers("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Show which records would be merged (GET), start the draft (POST)."""
    selection = read_selection(request)
    if request.method != "POST":
        return render(request, "merging/new.html", {"selection": selection, "steps": steps("select")})
    try:
        session = services.start_merge(selection.records, by=request.user)
    except services.MergeNotAllowed as refusal:
        raise not_allowed(refusal) from refusal
    return redirect("merging:primary", pk=session.pk)
