from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 4000  # characters; browsers and proxies cut or refuse longer addresses


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The address a form asks to return to, if it is a path of this host; a bare word would be taken for a page's name."""
    return safe_path(request.POST.get("next") or request.GET.get("next") or default, default)


def safe_path(target: str, default: str = "/") -> str:
    """``target`` if it is a path of this host, else ``default``."""
    is_path = target.startswith("/") and len(target) <= LONGEST
    return target if is_path and url_has_allowed_host_and_scheme(target, None) else default
