"""Step 5: merge, merge and edit, or later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from merging import services
from merging.forms import ReasonForm
from merging.models import Merge, MergeSession

from .drafts import draft_page, open_plan
from .finished import say_merged, where_to
from .preview import preview_context


def confirm(request: HttpRequest, session: MergeSession) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, session)
    if session.merge:
        return redirect(session.merge)
    return _page(request, open_plan(request, session), session)


confirm.handles_merged = True
confirm = draft_page(confirm)


def _page(request: HttpRequest, plan, session: MergeSession, *, form=None, status: int = 200) -> HttpResponse:
    context = preview_context(plan, session, form=form, step="confirm")
    return render(request, "merging/confirm.html", context, status=status)


def _decide(request: HttpRequest, session: MergeSession) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not session.merge and not form.is_valid():
        return _page(request, open_plan(request, session), session, form=form, status=400)
    if request.POST.get("action") == "later" and not session.merge:
        return _later(request, session, form.cleaned_data["reason"])
    return _merge(request, session, form)


def _later(request: HttpRequest, session: MergeSession, reason: str) -> HttpResponse:
    services.keep_for_later(session, reason=reason, by=request.user)
    messages.info(request, _("The draft merge is kept with all choices. You find it under Merges and on your day."))
    return redirect("merging:list")


def _merge(request: HttpRequest, session: MergeSession, form: ReasonForm) -> HttpResponse:
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        merge = services.apply_merge(session, by=request.user, fingerprint=request.POST.get("fingerprint", ""), reason=reason)
    except services.PlanChanged as change:
        return _changed(request, session, change, form)
    return _done(request, merge)


def _done(request: HttpRequest, merge: Merge) -> HttpResponse:
    say_merged(request, merge)
    return redirect(where_to(merge, edit=request.POST.get("action") == "edit"))


def _changed(request: HttpRequest, session: MergeSession, change: services.PlanChanged, form: ReasonForm) -> HttpResponse:
    services.remember_preview(session, change.plan)
    context = preview_context(change.plan, session, form=form) | {"differences": change.differences}
    return render(request, "merging/preview.html", context, status=409)
