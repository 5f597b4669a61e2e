"""Parts of a list's page that come by themselves: the panel in which a condition is entered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from orders.filtering.bar import FilterBar
from orders.kinds import kind_named
from orders.matching import filtered


@require_safe
def panel(request: HttpRequest, kind: str) -> HttpResponse:
    """The panel for the field that ``edit`` names; whoever comes here without htmx gets the page that has it."""
    of = kind_named(kind)
    chosen = filtered(of, request.GET, user=request.user)
    bar = FilterBar(chosen, request.GET)
    if not request.htmx:
        return redirect(bar.url(chosen.written, edit=request.GET.get("edit", "")))
    context = {"kind": of, "bar": bar, "panel": bar.panel, "panel_url": of.url("filter_panel")}
    return render(request, "orders/_filter_panel.html", context)
