"""Throw a draft away; the records stay as they are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from merging import services
from merging.models import MergeSession
from merging.reading import labelled

from .drafts import draft_page


@draft_page
def discard_draft(request: HttpRequest, session: MergeSession) -> HttpResponse:
    if request.method != "POST":
        return render(request, "merging/discard.html", {"session": labelled([session], request.user)[0]})
    services.discard(session, by=request.user)
    messages.success(request, _("The draft merge was discarded. The records are as they were."))
    return redirect("merging:list")
