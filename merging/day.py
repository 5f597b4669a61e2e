"""What merging puts on the day: the person's open drafts and the latest merges."""

from typing import Any

from django.http import HttpRequest

from .reading import open_drafts, readable_merges, with_sources

MOST_DRAFTS, MOST_MERGES = 6, 6


def drafts(request: HttpRequest) -> dict[str, Any]:
    return {"drafts": open_drafts(request.user, MOST_DRAFTS)}


def latest(request: HttpRequest) -> dict[str, Any]:
    found = readable_merges(request.user).order_by("-at", "-id")[:MOST_MERGES]
    return {"merges": with_sources(found, request.user)}
