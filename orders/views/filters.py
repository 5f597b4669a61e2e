"""Saved filters, and the parts of a list's page that come by themselves."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_merge.access.lookups import as_key
from crm_merge.redirects import safe_next
from orders.filtering import keeping
from orders.filtering.bar import ALL, FilterBar
from orders.filtering.counts import counts
from orders.filtering.shelf import address_of, visible
from orders.forms.saved_filters import SavedFilterForm
from orders.kinds import RecordKind, kind_named
from orders.listing.settings import look_of, named_look
from orders.matching import filtered
from orders.models import SavedFilter


@require_safe
def panel(request: HttpRequest, kind: str) -> HttpResponse:
    """The panel for the field that ``edit`` names; whoever comes here without htmx gets the page that has it."""
    of = kind_named(kind)
    bar = _bar(of, request.GET, request)
    if not request.htmx:
        return redirect(bar.url(bar.chosen.written, edit=request.GET.get("edit", "")))
    context = {"kind": of, "bar": bar, "panel": bar.panel, "panel_url": of.url("filter_panel")}
    return render(request, "orders/_filter_panel.html", context)


@require_safe
def counts_of_saved(request: HttpRequest, kind: str) -> HttpResponse:
    """How many records each saved filter finds, for the tabs that are there already."""
    of = kind_named(kind)
    found = counts(of, list(visible(request.user, of)), user=request.user)
    return render(request, "orders/_filter_counts.html", {"counts": found.items()})


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the conditions of the address a name."""
    of = kind_named(kind)
    query = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    bar = _bar(of, query, request)
    return _form(request, SavedFilter(kind=of.name, query=bar.kept[:10_000], owner=request.user), of, bar)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str, saved: int) -> HttpResponse:
    """Rename a saved filter, share it, begin with it."""
    of = kind_named(kind)
    found = _found(request, of, saved)
    return _form(request, found, of, _bar(of, QueryDict(found.query), request))


@require_POST
def update(request: HttpRequest, kind: str, saved: int) -> HttpResponse:
    """Put the conditions that are shown now in the place of the saved ones."""
    of = kind_named(kind)
    found = _found(request, of, saved)
    found.query = _bar(of, QueryDict(request.POST.get("query", "")), request).kept[:10_000]
    keeping.save(found, by=request.user, shared=found.is_shared, default=keeping.default_of(found, request.user))
    messages.success(request, _("The filter “%(name)s” was saved.") % {"name": found.name})
    return redirect(address_of(found, of))


@require_POST
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """Let the person's own list begin with the filter that ``saved`` names, with ``all`` records, or like everybody's."""
    of, key = kind_named(kind), request.POST.get("saved", "")
    if not key:
        keeping.follow(of, by=request.user)
        messages.success(request, _("Your list begins like everybody's again."))
    else:
        found = None if key == ALL else _found(request, of, as_key(key) or 0)
        keeping.begin_with(found, of, by=request.user)
        sentence = _("Your list now begins with “%(name)s”.") if found else _("Your list now begins with all records.")
        messages.success(request, sentence % {"name": found})
    return redirect(safe_next(request, f"{of.list_url}?saved={ALL}"))


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, kind: str, saved: int) -> HttpResponse:
    """Ask whether the filter may go, then delete it."""
    of = kind_named(kind)
    found = _found(request, of, saved)
    if request.method != "POST":
        may_delete = not found.is_shared or keeping.may_share(request.user)
        context = {"kind": of, "saved": found, "may_delete": may_delete, "beginning": keeping.people_beginning_with(found)}
        return render(request, "orders/saved_filter_delete.html", context)
    keeping.delete(found, by=request.user)
    messages.success(request, _("The filter “%(name)s” was deleted. The records are unchanged.") % {"name": found.name})
    return redirect(f"{of.list_url}?saved=all")


def _form(request: HttpRequest, saved: SavedFilter, kind: RecordKind, bar: FilterBar) -> HttpResponse:
    look = named_look(look_of(request.user, kind), request.GET.get("columns", ""))
    form = SavedFilterForm(saved, kind, request.user, look.keys, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _stored(form, saved, request):
        messages.success(request, _("The filter “%(name)s” was saved.") % {"name": saved.name})
        return redirect(address_of(saved, kind))
    context = {"kind": kind, "form": form, "saved": saved, "words": bar.chosen.chip_words(), "problems": bar.chosen.problems}
    back = address_of(saved, kind) if saved.pk else bar.tidy
    gone = kind.url("filter_delete", saved.pk) if saved.pk else ""
    return render(request, "orders/saved_filter.html", context | {"query": bar.kept, "back": back, "delete_url": gone})


def _stored(form: SavedFilterForm, saved: SavedFilter, request: HttpRequest) -> bool:
    """Whether it was written; somebody may have taken the name in this moment."""
    values = form.cleaned_data
    if not form.may_change:
        keeping.choose_default(saved, by=request.user, default=values["default"])
        return True
    saved.name, saved.columns = values["name"], form.chosen_columns
    if not values.get("shared") and saved.is_shared:
        saved.owner = request.user
    try:
        with transaction.atomic():
            keeping.save(saved, by=request.user, shared=values.get("shared", False), default=values["default"])
    except IntegrityError:
        form.add_error("name", _("There is a filter with this name already. Choose another one."))
        return False
    return True


def _bar(kind: RecordKind, params: QueryDict, request: HttpRequest) -> FilterBar:
    return FilterBar(filtered(kind, params, user=request.user), params)


def _found(request: HttpRequest, kind: RecordKind, key: int) -> SavedFilter:
    """The saved filter, if it is the reader's own or shared; somebody else's is none."""
    found = visible(request.user, kind).filter(pk=key).first() if key < 2**63 else None
    if found is None:
        raise Http404
    return found
