from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_merge.access.lookups import as_key, get_permitted_or_404
from crm_merge.access.permissions import has_right
from crm_merge.access.registry import record_types
from crm_merge.ui.paging import paginate

from .differences import differences
from .entries import entries
from .forms import HistoryFilter
from .ledger import ledger
from .links import links_of
from .reading import operations_of
from .visibility import visible_operations


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The CRM history: one line per operation, newest first."""
    if not has_right(request.user, "audit.read_history"):
        raise PermissionDenied(_("Your roles do not allow you to read the CRM history."))
    form = HistoryFilter(request.GET, reader=request.user)
    operations = form.narrow(visible_operations(request.user))
    return render(request, "audit/history.html", {"form": form, **_page(request, operations)})


@require_safe
def record(request: HttpRequest, record_type: str, record_id: str) -> HttpResponse:
    """The history of one record, for everybody who may read the record."""
    if record_type not in record_types():
        raise Http404
    rows = record_types()[record_type].model._base_manager.all()
    found = get_permitted_or_404(rows, record_id, user=request.user)
    operations = operations_of(found, reader=request.user)
    return render(request, "audit/record.html", {"record": found, **_page(request, operations, opened=found)})


@require_safe
def operation(request: HttpRequest, operation_id: str) -> HttpResponse:
    """One operation with what it changed; htmx fetches only the changes into the unfolded line."""
    found = get_object_or_404(visible_operations(request.user), pk=as_key(operation_id) or 0)
    (entry,) = entries([found], reader=request.user, named=20)
    context = {"entry": entry, "differences": differences(found, reader=request.user)}
    context["links"] = [] if request.htmx else list(links_of(found, reader=request.user))
    template = "audit/_differences.html" if request.htmx else "audit/operation.html"
    return render(request, template, context)


def _page(request: HttpRequest, operations: models.QuerySet, *, opened: models.Model | None = None) -> dict:
    page = paginate(operations, ["-at", "-pk"], request)
    shown = entries(page, reader=request.user, opened=opened)
    return {"page": page, "entries": shown, "ledger": ledger(shown)}
