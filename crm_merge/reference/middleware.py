from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .keeping import reading


class ReferenceMiddleware:
    """A request sees one state of the reference data.

    A page that only reads takes what the process kept, if the edition that was read together with the person is the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        only_reads = request.method in ("GET", "HEAD")
        with reading(getattr(request.user, "edition", ()) if only_reads else ()):
            return self.get_response(request)
