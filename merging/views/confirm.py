"""Step 5: merge, merge and edit, or later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from merging import services
from merging.forms import ReasonForm
from merging.models import MergeSession
from merging.staleness import news

from .answers import Refused
from .drafts import draft_page, open_plan
from .finished import say_merged, where_to
from .preview import preview_context

ACTIONS = ("merge", "edit", "later")


def confirm(request: HttpRequest, session: MergeSession) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, session)
    if session.merge:
        return redirect(session.merge)
    plan = services.build_plan(session, by=request.user)
    if plan.fingerprint != session.fingerprint:  # not what the person looked at last: the preview says what is new
        return redirect("merging:preview", pk=session.pk)
    return render(request, "merging/confirm.html", preview_context(plan, session, step="confirm"))


confirm.handles_merged = True
confirm = draft_page(confirm)


def _decide(request: HttpRequest, session: MergeSession) -> HttpResponse:
    form, action = ReasonForm(request.POST), request.POST.get("action", "merge")
    if action not in ACTIONS:
        raise Refused(_("Choose what happens: Merge, Merge and edit, or Later."), url=request.path)
    if not session.merge and not form.is_valid():
        plan, found = open_plan(request, session)
        context = preview_context(plan, session, news=found, form=form, step="confirm")
        return render(request, "merging/confirm.html", context, status=400)
    if action == "later" and not session.merge:
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
        return _changed(request, session, change, reason)
    say_merged(request, merge)
    return redirect(where_to(merge, edit=request.POST.get("action") == "edit"))


def _changed(request: HttpRequest, session: MergeSession, change: services.PlanChanged, reason: str) -> HttpResponse:
    """Nothing was written: the fresh preview, with what is different now and everything that was chosen and typed."""
    found = news(session, change.plan, change.differences)
    services.keep_for_later(session, reason=reason, by=request.user)
    services.remember_preview(session, change.plan)
    context = preview_context(change.plan, session, news=found) | {"refused": True}
    return render(request, "merging/preview.html", context, status=409)
