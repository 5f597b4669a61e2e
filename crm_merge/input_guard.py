"""Text that PostgreSQL cannot hold is refused at the door, with a page that says what to do."""

from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

_REPLACEMENT = "\ufffd"


def _unusable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


class InputGuardMiddleware:
    """Answer 400 with a page when the address or a form holds a NUL character or bytes that are not UTF-8."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _REPLACEMENT in request.path or _is_broken_form(request) or any(map(_unusable, self._texts(request))):
            sentence = _("The address or the form contains a character that cannot be stored (a NUL character or broken UTF-8).")
            return render(request, "400.html", {"sentence": sentence}, status=400)
        return self.get_response(request)

    def _texts(self, request: HttpRequest) -> Iterable[str]:
        yield request.path
        yield from _pairs(request.GET)
        if _is_plain_form(request):
            yield from _pairs(request.POST)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Multipart forms are read only now, when the view's limits for uploads are known."""
        if request.method == "POST" and any(map(_unusable, _pairs(request.POST))):
            sentence = _("The form contains a character that cannot be stored (a NUL character). Remove it and send it again.")
            return render(request, "400.html", {"sentence": sentence}, status=400)
        return None


def _is_plain_form(request: HttpRequest) -> bool:
    return request.method == "POST" and not request.content_type.startswith("multipart/")


def _is_broken_form(request: HttpRequest) -> bool:
    """Whether the bytes of a form are not UTF-8. Django would put a sign in their place and so lose what was typed."""
    if not _is_plain_form(request):
        return False
    try:
        unquote_to_bytes(request.body).decode()
    except UnicodeDecodeError:
        return True
    return False


def _pairs(data) -> Iterable[str]:
    for name, values in data.lists():
        yield name
        yield from values
