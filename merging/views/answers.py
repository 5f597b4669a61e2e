"""Answers every wizard page may give instead of its own: a clear sentence with a way back."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The request cannot be carried out: the sentence for the reader, the status and where to go on."""

    def __init__(self, sentence: str, status: int = 400, *, url: str = "", link: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.url, self.link = sentence, status, url, link


def sorry(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page that says what is wrong. htmx, which would swallow it, loads its own page again instead."""
    if request.htmx:
        return HttpResponse(refusal.sentence, status=refusal.status, headers={"HX-Refresh": "true"})
    return render(request, "merging/refused.html", {"refusal": refusal}, status=refusal.status)


def answers(*methods: str) -> Callable:
    """Answer only ``methods``; others get a 405 page. ``Refused`` becomes its page."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in (*methods, "HEAD"):
                sentence = _("This address cannot be used in this way. Go back and use the buttons.")
                response = sorry(request, Refused(sentence, 405))
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                return sorry(request, refusal)

        return page

    return decorate


def lead_to(request: HttpRequest, url: str) -> HttpResponse:
    """Go on at ``url``, also when htmx asked for a part of a page only."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)
