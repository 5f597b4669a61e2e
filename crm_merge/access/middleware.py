from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from .languages import language_for


class LanguageMiddleware:
    """Speak the reader's language and show instants in the reader's time zone.

    From here on ``request.user`` is the person and no stand-in that looks them up: a page asks it thousands of times.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)
        request.LANGUAGE_CODE = language_for(request)
        with translation.override(request.LANGUAGE_CODE), timezone.override(_zone(request)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class FreshPagesMiddleware:
    """Have browsers ask again for what a signed-in person sees.

    Without it they keep some answers for good: a record brought back from the trash went on answering "gone".
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _zone(request: HttpRequest) -> ZoneInfo | None:
    name = getattr(request.user, "time_zone", "")
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
