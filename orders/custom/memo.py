"""The definitions are read once per request, and once per piece of long work that asks for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

_memo: ContextVar[dict[str, Any] | None] = ContextVar("custom_fields", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within the block the definitions are read at most once; what others define meanwhile is seen by the next block."""
    token = _memo.set({})
    try:
        yield
    finally:
        _memo.reset(token)


def remembered(name: str, read: Callable[[], Any]) -> Any:
    """What ``read`` gives, or gave before in the same block. Outside of a block it is always read."""
    memo = _memo.get()
    if memo is None:
        return read()
    if name not in memo:
        memo[name] = read()
    return memo[name]


def forget() -> None:
    """Whoever changes a definition calls this, to see the change in the same request."""
    if (memo := _memo.get()) is not None:
        memo.clear()


class CustomFieldsMiddleware:
    """A request sees one state of the definitions; a field defined elsewhere is there in the next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with read_once():
            return self.get_response(request)
