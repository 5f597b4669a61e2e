"""My day: open drafts and the latest merges, one click from everywhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from merging.reading import open_drafts, readable_merges

from .answers import answers


@answers("GET")
def home(request: HttpRequest) -> HttpResponse:
    merges = readable_merges(request.user).order_by("-at", "-id")[:6]
    return render(request, "merging/home.html", {"drafts": open_drafts(request.user, 6), "merges": merges})
