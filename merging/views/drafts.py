"""The draft a wizard page is about: found for the person who started it, led elsewhere when it is over."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from merging import services
from merging.models import MergeSession
from merging.plan import MergePlan
from merging.staleness import News, news

from .answers import Refused, answers, lead_to


def draft_page(view: Callable[[HttpRequest, MergeSession], HttpResponse]) -> Callable:
    """A page of the wizard for the creator of the draft; 404 for everybody else.

    Never cached: the back button asks again, so that choices and result belong together.
    """

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
            response = view(request, session)
        except services.MergeNotAllowed as refusal:
            raise not_allowed(refusal, session) from refusal
        add_never_cache_headers(response)
        return response

    return page


def not_allowed(refusal: Exception, session: MergeSession | None = None) -> Refused:
    """The engine's sentence as a page: 403 for missing rights, else 409 because the records are not as they were."""
    discard = reverse("merging:discard", args=[session.pk]) if session else ""
    status = getattr(refusal, "status", 409)
    return Refused(str(refusal), status, url=discard or reverse("merging:list"), link=_("Discard draft") if discard else "")


def open_plan(request: HttpRequest, session: MergeSession) -> tuple[MergePlan, News | None]:
    """The plan of an opened draft, and what happened to its records since it was last shown."""
    plan = services.build_plan(session, by=request.user)
    if session.fingerprint == plan.fingerprint:
        return plan, None
    found = news(session, plan) if session.fingerprint else None
    services.remember_preview(session, plan)
    return plan, found


def chosen_plan(request: HttpRequest, session: MergeSession) -> MergePlan:
    """The plan after a choice; what it looks like now counts as seen."""
    plan = services.build_plan(session, by=request.user)
    services.remember_preview(session, plan)
    return plan
