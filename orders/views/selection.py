"""What is ticked in a list: kept from page to page, looked at, let go of."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm_merge.redirects import safe_next, safe_path
from orders.bulk.addresses import query_of, with_selection, without_selection
from orders.bulk.choosing import TooMany, choose_all, forget, keys_of, remember
from orders.bulk.meaning import FilterLost, filter_of
from orders.bulk.shown import shown_selection
from orders.kinds import kind_named
from orders.matching import filtered
from orders.models import Selection

HEADER = "X-Selection"


@require_POST
def selection(request: HttpRequest, kind: str) -> HttpResponse:
    """Take over the ticks of a page, all that fits its filter (``do=all``), or nothing (``do=clear``), and go on.

    Where to is ``go`` or the page itself; a script that asks with the header gets the state alone.
    """
    of = kind_named(kind)
    back = safe_next(request, of.list_url)
    try:
        found = _decided(request, remember(request.POST, of, request.user), back)
    except (TooMany, FilterLost) as problem:
        return _refuse(request, str(problem), back)
    if HEADER in request.headers:
        page, is_only = keys_of(request.POST.get("shown", "").split(",")), bool(query_of(back).get("only"))
        shown = shown_selection(found, request.user, back, page=page, is_only=is_only)
        return render(request, "orders/_selection.html", {"chosen": shown, "kind": of})
    return redirect(_to(safe_path(request.POST.get("go") or back, back), found))


def _to(address: str, found: Selection) -> str:
    return without_selection(address) if found._state.adding else with_selection(address, found)


def _decided(request: HttpRequest, found: Selection, back: str) -> Selection:
    if request.POST.get("do") == "all":
        listed = filtered(kind_named(found.kind), query_of(back), user=request.user)
        if listed.problems:
            raise FilterLost(_("Part of the filter cannot be read. Take it back first, so that all matches are what you see."))
        choose_all(found, filter_of(listed))
    elif request.POST.get("do") == "clear":
        forget(found)
        return Selection(kind=found.kind, by=found.by)
    return found


def _refuse(request: HttpRequest, sentence: str, back: str) -> HttpResponse:
    if HEADER in request.headers:
        return HttpResponse(sentence, status=409, content_type="text/plain")
    messages.warning(request, sentence)
    return redirect(back)
