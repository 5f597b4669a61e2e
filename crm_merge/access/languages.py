from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

ONE_YEAR = 365 * 24 * 3600  # seconds


def language_for(request: HttpRequest) -> str:
    """The person's own language, else the one chosen in this browser, else the browser's."""
    chosen = getattr(request.user, "language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else translation.get_language_from_request(request)


def remember_language(request: HttpRequest, response: HttpResponse, chosen: str) -> None:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=ONE_YEAR, samesite="Lax")
    if request.user.is_authenticated and request.user.language != chosen:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
