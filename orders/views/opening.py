"""Opening a record by its address: live, merged, in the trash, or not there for this reader."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm_merge.access.lookups import get_permitted_or_404
from crm_merge.access.permissions import covers, permitted
from merging.notices import merged_here
from orders.kinds import RecordKind, kind_named
from orders.models import Record
from orders.queries.merged import readable_home
from trash.models import TrashEntry, Why


class NotLive(Exception):  # noqa: N818 - says what was found
    """The address leads to a record in the trash; ``home`` is the record that holds its data now, if there is one."""

    def __init__(self, record: Record, home: Record | None) -> None:
        super().__init__(str(record))
        self.record, self.home = record, home


def open_record(request: HttpRequest, kind: RecordKind, pk: int, *, action: str = "read", lock: bool = False) -> Record:
    """The live record with the right to do ``action``, locked if asked.

    Raises:
        NotLive: it is in the trash. A merged one only for readers of its home, a deleted one only for its readers.
        Http404: missing, or not for this reader.
        PermissionDenied: readable, but not this action.
    """
    found = kind.model.objects.filter(pk=pk).select_related(*_pointed_at(kind)).first() if 0 < pk < 2**63 else None
    if found is None:
        raise Http404
    if not found.is_live:
        raise _not_live(request, found)
    if action == "read" and not lock and covers(request.user, action, found):
        return found
    queryset = kind.model.objects.live().select_related("responsible")
    return get_permitted_or_404(queryset, pk, user=request.user, action=action, lock=lock)


def _pointed_at(kind: RecordKind) -> tuple[str, ...]:
    usual = ("trash_entry", "responsible")
    return usual + {"order": ("stage", "company__responsible"), "contact": ("company__responsible",)}.get(
        kind.name, ("parent__responsible",)
    )


def _not_live(request: HttpRequest, record: Record) -> Exception:
    if record.trash_entry.why == Why.MERGED:
        home = readable_home(request.user, record)
        return NotLive(record, home) if home is not None else Http404()
    readable = permitted(type(record).objects.filter(pk=record.pk), user=request.user).exists()
    return NotLive(record, None) if readable else Http404()


def opens(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of pages of a record: leads to the home of a merged record, explains one that is in the trash.

    What was posted to such an address is never applied; it is shown so that nothing typed is lost.
    """

    @wraps(view)
    def opened(request: HttpRequest, kind: str, *args: Any, **kwargs: Any) -> HttpResponse:
        of = kind_named(kind)
        try:
            with transaction.atomic() if request.method == "POST" else nullcontext():
                return view(request, of, *args, **kwargs)
        except NotLive as found:
            return _answer(request, of, found)

    return opened


def _answer(request: HttpRequest, kind: RecordKind, found: NotLive) -> HttpResponse:
    if request.method == "POST":
        return _show_typed(request, kind, found)
    if found.home is not None:
        messages.info(request, merged_here(found.record, reader=request.user))
        return redirect(found.home)
    return render(request, "orders/in_trash.html", _context(request, kind, found), status=410)


def _show_typed(request: HttpRequest, kind: RecordKind, found: NotLive) -> HttpResponse:
    hidden = ("csrfmiddlewaretoken", "version", "take_over")
    posted = [(name, value) for name, values in request.POST.lists() if name not in hidden for value in values]
    target = ""
    if found.home is not None:
        target = request.path.replace(f"/{found.record.pk}/", f"/{found.home.pk}/", 1)
    typed = [(name, value) for name, value in posted if value and _is_typed(name)]
    context = _context(request, kind, found) | {"posted": posted, "typed": typed, "target": target, "files": bool(request.FILES)}
    return render(request, "orders/in_trash.html", context, status=409)


def _is_typed(name: str) -> bool:
    return not name.startswith("initial-") and not name.endswith(("_FORMS", "-id", "-DELETE"))


def _context(request: HttpRequest, kind: RecordKind, found: NotLive) -> dict:
    entry: TrashEntry = found.record.trash_entry
    may_restore = request.user.has_perm("trash.restore_records") or (
        entry.by_key == request.user.pk and request.user.has_perm(kind.permission("delete"), found.record)
    )
    is_readable = covers(request.user, "read", found.record)
    label = found.record.label if is_readable else _("The record at this address")
    number = found.record.display_number if is_readable else label
    names = {"label": label, "number": number}
    return {"kind": kind, "record": found.record, "home": found.home, "entry": entry, "may_restore": may_restore} | names
