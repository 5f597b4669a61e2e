"""The draft a wizard page is about: found for the person who started it, led elsewhere when it is over."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from merging import services
from merging.models import MergeSession
from merging.plan import MergePlan

from .answers import Refused, answers, lead_to


def draft_page(view: Callable[[HttpRequest, MergeSession], HttpResponse]) -> Callable:
    """A page of the wizard for the creator of the draft; 404 for everybody else."""

    @wraps(view)
    @answers("GET", "POST")
    def page(request: HttpRequest, pk) -> HttpResponse:
        drafts = MergeSession.objects.select_related("merge")
        session = get_object_or_404(drafts, pk=pk, created_by=request.user)
        if session.merge and not getattr(view, "handles_merged", False):
            return lead_to(request, session.merge.get_absolute_url())
        if session.state == MergeSession.State.DISCARDED:
            raise Refused(_("This draft merge was discarded. The records are as they were."), 410, url=reverse("merging:list"))
        try:
            return view(request, session)
        except services.MergeNotAllowed as refusal:
            raise not_allowed(refusal) from refusal

    return page


def not_allowed(refusal: Exception) -> Refused:
    """The engine's sentence as a page: 403 for missing rights, else 409 because the records are not as they were."""
    return Refused(str(refusal), getattr(refusal, "status", 409), url=reverse("merging:list"), link=_("Drafts and merges"))


def open_plan(request: HttpRequest, session: MergeSession) -> MergePlan:
    """The plan of an opened draft. Says so when the records changed since it was last shown."""
    plan = services.build_plan(session, by=request.user)
    if session.fingerprint and session.fingerprint != plan.fingerprint:
        changed = _("The records of this draft merge have changed since you last saw it. Look at the preview again.")
        messages.warning(request, changed)
    if session.fingerprint != plan.fingerprint:
        services.remember_preview(session, plan)
    return plan


def chosen_plan(request: HttpRequest, session: MergeSession) -> MergePlan:
    """The plan after a choice; what it looks like now counts as seen."""
    plan = services.build_plan(session, by=request.user)
    services.remember_preview(session, plan)
    return plan
