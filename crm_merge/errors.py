"""Every failure ends on a page that says what happened and what to do."""

import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from crm_merge.database.binaries import EmbeddedServerError


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        sentence = _("What was sent is larger than a form can be. Nothing was saved. Send fewer or shorter entries at once.")
        return render(request, "413.html", {"sentence": sentence}, status=413)
    sentence = _("The address or the form could not be understood. Go back, check what you entered and send it again.")
    return render(request, "400.html", {"sentence": sentence}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = str(exception) if exception and str(exception) else _("Your roles do not allow this.")
    return render(request, "403.html", {"sentence": sentence}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form does not carry the token of this browser's session: it is too old, or comes from another site."""
    sentence = _(
        "Nothing was saved, because the page was open for too long or somebody signed in or out in another window. "
        "Go back: what you typed is still there. Copy it, reload the page and send it again."
    )
    return render(request, "403.html", {"sentence": sentence}, status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Asked for by allauth when somebody tries to sign in too often."""
    sentence = _("There were too many attempts to sign in. Wait five minutes and try again.")
    response = render(request, "429.html", {"sentence": sentence}, status=429)
    response["Retry-After"] = "300"
    return response


class NotAllowedPageMiddleware:
    """Give the empty 405 of Django's decorators a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        sentence = _("This address cannot be used in this way. Go back and use the buttons.")
        page = render(request, "405.html", {"sentence": sentence}, status=405)
        page["Allow"] = response["Allow"]
        return page


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page. Rendered without context processors, because they may be what failed.

    Django calls this inside its ``except`` block, so the exception is at hand: a database that does not answer is
    not a fault of the page, the next request tries again.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | EmbeddedServerError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "10"})
    return HttpResponse(render_to_string("500.html"), status=500)
