"""Every failure ends on a page that says what happened and what to do."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from crm_merge.database.binaries import EmbeddedServerError


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = _("The address or the form could not be understood. Go back, check what you entered and send it again.")
    return render(request, "400.html", {"sentence": sentence}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = str(exception) if exception and str(exception) else _("Your roles do not allow this.")
    return render(request, "403.html", {"sentence": sentence}, status=403)


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
