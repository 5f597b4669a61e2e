"""The addresses of the product, read from the URL configuration, so that no test can forget a new one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

OTHERS = ("admin/",)  # Django's own pages; sampled in tests/audit/test_admin_site.py


@dataclass(frozen=True)
class Route:
    """``path`` is the pattern as written: ``orders/<int:pk>/edit/``; ``parameters`` its names with their converters."""

    path: str
    name: str
    parameters: tuple[tuple[str, str], ...]

    def address(self, **values: object) -> str:
        """The address with ``values`` put in, whether or not the converters would take them."""
        text = "/" + self.path
        for name, converter in self.parameters:
            marked = f"<{converter}:{name}>" if converter else f"<{name}>"
            text = text.replace(marked, str(values[name]))
        return text


def routes() -> list[Route]:
    """Every route of the product, each once: two names for one address are one route."""
    found = {route.path: route for route in _walk(get_resolver(), "", "")}
    return sorted(found.values(), key=lambda route: route.path)


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(OTHERS):
            continue
        if isinstance(pattern, URLPattern):
            yield Route(path, f"{space}{pattern.name}", _parameters(pattern))
        else:
            yield from _walk(pattern, path, f"{pattern.namespace}:" if pattern.namespace else space)


def _parameters(pattern: URLPattern) -> tuple[tuple[str, str], ...]:
    route = str(pattern.pattern)
    parts = [part.partition(">")[0] for part in route.split("<")[1:]]
    return tuple((name or converter, converter if name else "") for converter, _colon, name in (p.partition(":") for p in parts))
