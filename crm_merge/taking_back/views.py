"""The page that asks before an operation is taken back, and tells afterwards what became of it."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_merge.access.lookups import as_key
from crm_merge.audit.entries import entries
from crm_merge.audit.models import ChangeSet
from crm_merge.audit.visibility import visible_operations

from .acts import title_of
from .outcome import numbers_of, stays_of
from .plans import Counts, Plan
from .services import (
    EVERYTHING,
    NothingTakenBack,
    can_be_taken_back,
    plan_taking_back,
    take_back,
    taken_back_by,
    written_by_model,
)
from .tasks import nothing_said, said, start

MOST_AT_ONCE = 2_000  # rows; more are planned in part and taken back in the background


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, operation_id: str) -> HttpResponse:
    operation = get_object_or_404(visible_operations(request.user), pk=as_key(operation_id) or 0)
    if not can_be_taken_back(operation):
        raise Http404
    if (undone := taken_back_by(operation)) is not None:
        return _report(request, operation, undone)
    written = written_by_model(operation)
    is_large = sum(written.values()) > MOST_AT_ONCE
    plan = plan_taking_back(operation, by=request.user, touched_only=is_large)
    if request.method == "GET":
        return _ask(request, operation, plan, written if is_large else None)
    if plan.conflict_count and "decided" not in request.POST:
        messages.info(request, _("Some of it was edited since. Decide what happens to that."))
        return redirect(request.path)
    put_back = _put_back(request, plan)
    return redirect(start(operation, by=request.user, put_back=put_back)) if is_large else _undo(request, operation, put_back)


def _undo(request: HttpRequest, operation: ChangeSet, put_back: Collection[str]) -> HttpResponse:
    try:
        messages.success(request, said(take_back(operation, by=request.user, put_back=put_back)))
    except NothingTakenBack as nothing:
        messages.error(request, nothing_said())
        return _ask(request, operation, nothing.plan, None, status=409)
    return redirect(request.path)


def _put_back(request: HttpRequest, plan: Plan) -> Collection[str]:
    """The conflicts for which the later edit gives way."""
    if request.POST.get("rest") == "back":
        return EVERYTHING
    return {conflict.key for conflict in plan.conflicts if request.POST.get(f"conflict.{conflict.key}") == "back"}


def _ask(
    request: HttpRequest, operation: ChangeSet, plan: Plan, written: dict[Any, int] | None, status: int = 200
) -> HttpResponse:
    context = _context(request, operation) | {"plan": plan, "numbers": numbers_of(plan.counts)}
    if written is not None:
        context["is_part"] = plan.conflict_count > len(plan.conflicts)
        context["written"] = [(number, model._meta.verbose_name_plural) for model, number in written.items()]
    return render(request, "taking_back/undo.html", context, status=status)


def _report(request: HttpRequest, operation: ChangeSet, undone: ChangeSet) -> HttpResponse:
    (entry,) = entries([undone], reader=request.user)
    numbers = numbers_of(Counts.read(undone.details["counts"]))
    context = _context(request, operation) | {"undone": entry, "numbers": numbers}
    return render(request, "taking_back/report.html", context | {"stays": stays_of(undone, reader=request.user)})


def _context(request: HttpRequest, operation: ChangeSet) -> dict[str, Any]:
    (entry,) = entries([operation], reader=request.user)
    return {"entry": entry, "heading": title_of(operation)}
