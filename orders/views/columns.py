"""Choosing the columns of a list: a page of its own, or a panel beside the list."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from crm_merge.access.permissions import has_right
from crm_merge.redirects import safe_next
from orders.bulk.addresses import query_of
from orders.fields.catalogue import fields_of
from orders.kinds import RecordKind, kind_named
from orders.listing import settings
from orders.listing.choosing import Choice, as_width, choice_of, read_choice


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def columns(request: HttpRequest, kind: str) -> HttpResponse:
    """The form; posted with ``up`` or ``down`` it comes back rearranged, with ``act`` it is carried out."""
    of = kind_named(kind)
    fields = fields_of(of)
    if request.method != "POST":
        look = _look(request, of)
        return _page(request, of, choice_of(look, fields), is_named=look.is_named)
    choice = read_choice(request.POST, fields)
    if "up" in request.POST or "down" in request.POST:
        return _page(request, of, choice.moved(request.POST.get("up", ""), -1).moved(request.POST.get("down", ""), 1))
    if request.POST.get("act") == "reset":
        settings.reset_own(request.user, of)
        messages.success(request, _("The list shows its default columns again."))
    elif not choice.is_valid or request.POST.get("act") not in ("save", "default"):
        return _page(request, of, choice)
    else:
        _save(request, of, choice)
    return _leave(request, _with_own_columns(_back(request, of)))


@require_POST
def width(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the width that an edge in the head of the list was dragged to; one that makes no sense changes nothing."""
    of, wanted = kind_named(kind), as_width(request.POST.get("width", ""))
    if wanted is not None:
        settings.remember_width(request.user, of, request.POST.get("column", ""), wanted)
    return redirect(safe_next(request, of.list_url)) if not request.htmx else HttpResponse(status=204)


def _save(request: HttpRequest, kind: RecordKind, choice: Choice) -> None:
    if request.POST.get("act") == "default":
        settings.check_may_set_default(request.user)
        changed = settings.save_default(kind, choice.columns, choice.density, by=request.user)
        sentence = _("Everybody who chose nothing else now sees these columns.")
        messages.success(request, sentence if changed else _("Nothing was different, so nothing was saved."))
    else:
        settings.save_own(request.user, kind, choice.columns, choice.density)
        messages.success(request, _("Your columns were saved."))


def _look(request: HttpRequest, kind: RecordKind) -> settings.Look:
    """The list as it is shown: columns that its address names are before the person's own."""
    return settings.named_look(settings.look_of(request.user, kind), request.GET.get("columns", ""))


def _page(request: HttpRequest, kind: RecordKind, choice: Choice, *, is_named: bool = False) -> HttpResponse:
    context = {
        "is_named": is_named,
        "kind": kind,
        "choice": choice,
        "next": _back(request, kind),
        "may_set_default": has_right(request.user, settings.RIGHT),
        "narrowest": settings.NARROWEST,
        "widest": settings.WIDEST,
    }
    return render(request, "orders/_columns.html" if request.htmx else "orders/columns.html", context)


def _back(request: HttpRequest, kind: RecordKind) -> str:
    """The list as it was: its query comes along in the address of the form."""
    query = request.GET.urlencode()
    return safe_next(request, f"{kind.list_url}?{query}" if query else kind.list_url)


def _with_own_columns(address: str) -> str:
    """``address`` without the columns that it names, or nobody would see what was saved."""
    query = query_of(address)
    if query.pop("columns", None) is None:
        return address
    return f"{urlsplit(address).path}?{query.urlencode()}"


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
