"""What every page needs to be drawn: theme, navigation, languages."""

from django.conf import settings
from django.http import HttpRequest

from .navigation import sections_for

THEMES = ("auto", "light", "dark")


def ui(request: HttpRequest) -> dict:
    theme = request.COOKIES.get("theme", "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "sections": sections_for(request),
        "site_languages": settings.LANGUAGES,
    }
