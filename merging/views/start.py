"""Step 1: the records that were chosen, before anything is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm_merge.access.lookups import as_key
from merging import services
from merging.models import MergeSession
from merging.reading import readable_merges

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
        session = open_draft_of(selection, request.user) or _started(request, selection)
    except services.MergeNotAllowed as refusal:
        raise not_allowed(refusal) from refusal
    return redirect("merging:primary", pk=session.pk)


def _started(request: HttpRequest, selection: Selection) -> MergeSession:
    """A new draft; ``again`` names an undone merge whose choices it takes."""
    session = services.start_merge(selection.records, by=request.user)
    former = as_key(request.POST.get("again", ""))
    merge = readable_merges(request.user).filter(pk=former).first() if former else None
    if merge is not None:
        services.repeat_choices(session, merge, by=request.user)
    return session


def open_draft_of(selection: Selection, user) -> MergeSession | None:
    """The draft the person has open for exactly these records: going back or clicking twice starts no second one."""
    drafts = MergeSession.objects.filter(created_by=user, state=MergeSession.State.OPEN, record_type=selection.spec.key)
    return drafts.filter(record_ids=selection.ids).order_by("-updated_at").first()
