"""Step 4: the record as it will be, and everything that happens on the way."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from merging.forms import ReasonForm
from merging.models import MergeSession

from .drafts import draft_page, open_plan
from .steps import steps


@draft_page
def preview(request: HttpRequest, session: MergeSession) -> HttpResponse:
    if request.method == "POST":
        return redirect("merging:confirm", pk=session.pk)
    return render(request, "merging/preview.html", preview_context(open_plan(request, session), session))


def preview_context(plan, session: MergeSession, *, form: ReasonForm | None = None, step: str = "preview") -> dict:
    """What the preview shows, also when it is shown again because something changed."""
    return {
        "plan": plan,
        "session": session,
        "form": form or ReasonForm(initial={"reason": session.reason}),
        "steps": steps(step, session),
    }
