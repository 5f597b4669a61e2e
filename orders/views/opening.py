"""Opening a record by its address: live, merged, in the trash, or not there for this reader."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm_merge.access.lookups import get_permitted_or_404
from crm_merge.access.models import User
from crm_merge.access.permissions import covers, permitted
from crm_merge.database.prepared import prepared
from crm_merge.database.retrying import retried
from merging.notices import merged_here
from orders.kinds import KINDS, RecordKind, kind_named
from orders.models import Record
from orders.queries.merged import merged_number, readable_home
from orders.queries.numbers import LARGEST
from trash.models import Why

from .typed import kept_files, typed_words

POINTED_AT = {
    "order": ("stage", "company__responsible"),
    "contact": ("company__responsible",),
    "company": ("parent__responsible",),
}


class NotLive(Exception):  # noqa: N818 - says what was found
    """The address leads to a record in the trash, or to one that was merged and then deleted permanently (``record`` is None).

    ``home`` is the record that holds the data of a merged one.
    """

    def __init__(self, key: int, number: str, record: Record | None, home: Record | None) -> None:
        super().__init__(number)
        self.key, self.number, self.record, self.home = key, number, record, home


def open_record(request: HttpRequest, kind: RecordKind, pk: int, *, action: str = "read", lock: bool = False) -> Record:
    """The live record with the right to do ``action``. With ``lock`` it is locked first and everything is asked after that.

    Raises:
        NotLive: it is in the trash. A merged one only for readers of its home, a deleted one only for its readers.
        Http404: missing, or not for this reader.
        PermissionDenied: readable, but not this action.
    """
    if not 0 < pk <= LARGEST:
        raise Http404
    rows = kind.model.objects.filter(pk=pk)
    if lock:
        list(rows.select_for_update(of=("self",)).values_list("pk"))
    found = _with_links.first(pk, kind=kind.name)
    if found is None or not found.is_live:
        raise _not_live(request, kind, pk, found)
    if action == "read" and covers(request.user, action, found):
        return found
    return get_permitted_or_404(rows.select_related("responsible"), pk, user=request.user, action=action)


@prepared
def _with_links(pk: int, *, kind: str) -> QuerySet:
    """The record with all that its page shows of what it points to."""
    return KINDS[kind].model.objects.filter(pk=pk).select_related("trash_entry", "responsible", *POINTED_AT[kind])


def _not_live(request: HttpRequest, kind: RecordKind, key: int, record: Record | None) -> Exception:
    """What to say of a record that is not there any more: nothing, unless its reader may know of it."""
    if record is None or record.trash_entry.why == Why.MERGED:
        home = readable_home(request.user, kind.model, key)
        return NotLive(key, merged_number(kind.model, key), record, home) if home is not None else Http404()
    readable = permitted(kind.model.objects.filter(pk=key), user=request.user).exists()
    return NotLive(key, record.display_number, record, None) if readable else Http404()


def opens(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of pages of a record: leads to the home of a merged record, explains one that is in the trash.

    What was posted to such an address is never applied; it is shown so that nothing typed is lost.
    """

    @wraps(view)
    def opened(request: HttpRequest, kind: str, *args: Any, **kwargs: Any) -> HttpResponse:
        of = kind_named(kind)
        try:
            if request.method == "POST":
                return _whole(view, request, of, *args, **kwargs)
            return view(request, of, *args, **kwargs)
        except NotLive as found:
            return _answer(request, of, found)

    return opened


@retried
def _whole(view: Callable[..., HttpResponse], *args: Any, **kwargs: Any) -> HttpResponse:
    """One transaction for what is asked and what is written; begun again when it met another one by chance."""
    with transaction.atomic():
        return view(*args, **kwargs)


def _answer(request: HttpRequest, kind: RecordKind, found: NotLive) -> HttpResponse:
    if request.method == "POST":
        return _show_typed(request, kind, found)
    if found.home is not None:
        messages.info(request, _merged_here(request.user, found))
        return redirect(found.home)
    return render(request, "orders/in_trash.html", _context(request, kind, found), status=410)


def _show_typed(request: HttpRequest, kind: RecordKind, found: NotLive) -> HttpResponse:
    """Nothing is applied; what was typed is shown in words and can be taken to the record that is there now."""
    page = request.resolver_match.url_name.removeprefix(f"{kind.name}_")
    typed = typed_words(kind, page, request)
    kept = kept_files(kind, page, request) if found.home is not None and request.FILES else []
    context = _context(request, kind, found) | {"typed": typed, "files": bool(request.FILES), "kept": bool(kept)}
    if found.home is not None and (typed or kept):
        context["target"] = request.path.replace(f"/{found.key}/", f"/{found.home.pk}/", 1)
        hidden = ("csrfmiddlewaretoken", "version", "take_over")
        posted = [(name, value) for name, values in request.POST.lists() if name not in hidden for value in values]
        context["posted"] = posted + kept
    return render(request, "orders/in_trash.html", context, status=409)


def _context(request: HttpRequest, kind: RecordKind, found: NotLive) -> dict:
    title, number = _named(request.user, found)
    return {
        "kind": kind,
        "number": number,
        "title": title,
        "home": found.home,
        "entry": found.record and found.record.trash_entry,
        "may_restore": found.record is not None and found.home is None and _may_restore(request.user, kind, found.record),
    }


def _named(reader: User, found: NotLive) -> tuple[str, str]:
    """Label and number for ``reader``, who may be allowed to see the home only. What is purged belongs to the home's readers."""
    if found.record is None:
        return found.number, found.number
    if covers(reader, "read", found.record):
        return found.record.label, found.number
    return _("The record at this address"), _("The record at this address")


def _merged_here(reader: User, found: NotLive) -> str:
    if found.record is not None:
        return merged_here(found.record, reader=reader)
    return _("%(old)s was merged into this record.") % {"old": found.number}


def _may_restore(user: User, kind: RecordKind, record: Record) -> bool:
    is_own = record.trash_entry.by_key == user.pk and user.has_perm(kind.permission("delete"), record)
    return is_own or user.has_perm("trash.restore_records")
