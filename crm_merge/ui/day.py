"""My day: the page a person begins with. Apps register what they put on it; this module knows none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe


@dataclass(frozen=True)
class Panel:
    """``read(request)`` gives the context of ``template``, or None to leave the panel out for this person."""

    template: str
    read: Callable[[HttpRequest], Mapping[str, Any] | None]
    order: int


_panels: dict[str, Panel] = {}


def register_panel(template: str, read: Callable[[HttpRequest], Mapping[str, Any] | None], *, order: int = 100) -> None:
    """Put a panel on the day; registering a template again replaces its panel. ``read`` has to stay bounded (P17)."""
    _panels[template] = Panel(template, read, order)


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The panels in order, each drawn by its own template from its own context."""
    panels = sorted(_panels.values(), key=lambda panel: panel.order)
    drawn = [(panel.template, context) for panel in panels if (context := panel.read(request)) is not None]
    return render(request, "ui/day.html", {"panels": drawn, "today": timezone.localdate()})
