"""Step 3: field by field, with the result beside it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from merging import services
from merging.forms import ChoicesForm, fill
from merging.models import MergeSession
from merging.showing.comparison import Comparison
from merging.staleness import News

from .answers import Refused
from .drafts import chosen_plan, draft_page, open_plan
from .steps import steps

WAYS = {"next": "merging:preview", "back": "merging:primary"}


@draft_page
def fields(request: HttpRequest, session: MergeSession) -> HttpResponse:
    if request.method == "POST":
        return _choose(request, session)
    plan, news = open_plan(request, session)
    return render(request, "merging/fields.html", _context(plan, session, news))


def _choose(request: HttpRequest, session: MergeSession) -> HttpResponse:
    before = services.build_plan(session, by=request.user)
    form = ChoicesForm(request.POST, plan=before)
    if form.error:
        raise Refused(form.error, 400, url=request.path)
    choices = fill(form.choices, before, request.POST.get("fill", ""))
    services.choose(session, choices, by=request.user)
    plan = chosen_plan(request, session)
    if request.htmx:
        return render(request, "merging/_result_update.html", _context(plan, session))
    return redirect(WAYS.get(request.POST.get("go", ""), "merging:fields"), pk=session.pk)


def _context(plan, session: MergeSession, news: News | None = None) -> dict:
    return {
        "plan": plan,
        "session": session,
        "news": news,
        "comparison": Comparison(plan),
        "steps": steps("fields", session),
    }
