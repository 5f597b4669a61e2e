"""Step 2: which of the records stays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm_merge.access.lookups import as_key
from merging import services
from merging.completeness import suggest_primary
from merging.models import MergeSession
from merging.showing.cards import cards

from .drafts import chosen_plan, draft_page, open_plan
from .steps import selection_url, steps


@draft_page
def primary(request: HttpRequest, session: MergeSession) -> HttpResponse:
    if request.method == "POST":
        return _choose(request, session)
    return _page(request, session)


def _choose(request: HttpRequest, session: MergeSession) -> HttpResponse:
    chosen = as_key(request.POST.get("primary", ""))
    if chosen not in session.record_ids:
        return _page(request, session, error=_("Choose the record that stays."))
    services.choose_primary(session, chosen, by=request.user)
    plan = chosen_plan(request, session)
    if request.POST.get("go") == "back":
        return redirect(selection_url(session))
    return redirect("merging:fields" if plan.has_conflicts else "merging:preview", pk=session.pk)


def _page(request: HttpRequest, session: MergeSession, *, error: str = "") -> HttpResponse:
    plan, news = open_plan(request, session)
    context = {
        "plan": plan,
        "session": session,
        "news": news,
        "steps": steps("primary", session),
        "cards": cards(plan, suggest_primary(plan)),
        "error": error,
    }
    return render(request, "merging/primary.html", context, status=400 if error else 200)
