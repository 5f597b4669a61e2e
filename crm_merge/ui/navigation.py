"""The sections of the sidebar. Apps register theirs; what a person may not open is left out."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Section:
    """``label`` is a lazy translation; one of ``permissions``, names for ``user.has_perm``, opens it, none for everybody."""

    label: str
    url_name: str
    icon: str
    permissions: tuple[str, ...] = ()
    order: int = 100


_sections: dict[str, Section] = {}


def register_section(
    label: str, url_name: str, icon: str, *, permission: str | tuple[str, ...] = (), order: int = 100
) -> None:
    """Add a section to the sidebar; registering a URL name again replaces its section."""
    permissions = (permission,) if isinstance(permission, str) else permission
    _sections[url_name] = Section(label, url_name, icon, permissions, order)


def sections_for(request: HttpRequest) -> list[dict]:
    """The sections the reader may open, in order, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    visible = [section for section in _sections.values() if _may_open(section, user)]
    return [entry for section in sorted(visible, key=lambda section: section.order) if (entry := _entry(section, request.path))]


def _may_open(section: Section, user) -> bool:
    return not section.permissions or any(map(user.has_perm, section.permissions))


def _entry(section: Section, path: str) -> dict | None:
    url = _address(section.url_name)
    if url is None:
        return None
    is_current = path.startswith(url) if url != "/" else path == url
    return {"label": section.label, "url": url, "icon": section.icon, "is_current": is_current}


@cache
def _address(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None
