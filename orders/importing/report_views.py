"""The last pages of the import: the check line by line, and the import itself."""

from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm_merge.access.models import User
from crm_merge.database.retrying import retried
from crm_merge.taking_back.services import can_be_taken_back, taken_back_by
from orders.kinds import KINDS as RECORD_KINDS
from orders.models import Import

from . import steps
from .examining import Examined
from .kinds import KINDS
from .mapping import timeless
from .opening import is_busy, locked_import, own_import, steps_of
from .planning.outcome import Action
from .report import Summary, read_lines
from .report_file import report_csv
from .running import another_runs
from .source import Stopped

PER_PAGE = 100


@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What an import would do, line by line, or what it did."""
    kept = own_import(request.user, pk)
    if is_busy(kept):
        return redirect(kept.job)
    if kept.state == Import.State.MAPPING:
        return redirect(kept.page("mapping"))
    return render(request, "orders/importing/report.html", _counts(kept) | _left_out(kept) | _lines(request, kept) | _undo(kept))


@require_safe
def report_file(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The report as CSV, one row per line of it."""
    kept = own_import(request.user, pk)
    response = StreamingHttpResponse(report_csv(kept.report_path), content_type="text/csv")
    name = f"{slugify(kept.name.rpartition('.')[0]) or 'import'}-{slugify(_('Report'))}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Import what was checked. Sent twice, it imports once."""
    kept = own_import(request.user, pk)
    if is_busy(kept):
        return redirect(kept.job)
    waits = steps.is_large(kept, steps.MOST_WRITTEN_AT_ONCE) or another_runs()
    if waits and kept.state == Import.State.CHECKED:
        return redirect(steps.start(steps.WRITE, kept, by=request.user))
    try:
        if sentence := _write_now(request.user, pk):
            messages.success(request, sentence)
    except Stopped as stopped:
        messages.error(request, stopped.sentence)
    return redirect(kept.page("report"))


@retried
@transaction.atomic
def _write_now(user: User, pk: UUID) -> str:
    """Import a small file at once; empty when somebody was quicker."""
    kept = locked_import(user, pk)
    if kept is None or kept.state != Import.State.CHECKED:
        return ""
    steps.write(kept)
    return steps.summed_up(kept)


def _counts(kept: Import) -> dict[str, Any]:
    summary = Summary.read(kept.summary)
    return {
        "upload": kept,
        "kind": KINDS[kept.kind],
        "list": RECORD_KINDS.get(kept.kind, RECORD_KINDS["order"]),
        "summary": summary,
        "actions": [(action, summary.number(action)) for action in Action],
        "refused": summary.number(Action.REFUSE),
        "steps": steps_of("done" if kept.is_imported else "report", kept),
    }


def _undo(kept: Import) -> dict[str, Any]:
    """The way to undo the import, or to the report of that."""
    operation = kept.operation
    if operation is None or not can_be_taken_back(operation):
        return {}
    return {"undo_url": reverse("taking_back:undo", args=[operation.pk]), "is_undone": taken_back_by(operation) is not None}


def _left_out(kept: Import) -> dict[str, Any]:
    """Nothing is lost silently: the columns that are not imported, and those of which only the day is."""
    columns = Examined.read(kept.examined).columns
    return {
        "left_out": [column for column, key in zip(columns, kept.columns, strict=True) if not key],
        "timeless": timeless(KINDS[kept.kind], kept.columns, columns),
    }


def _lines(request: HttpRequest, kept: Import) -> dict[str, Any]:
    """One page of the lines of the report, those of one outcome if it is chosen."""
    asked, page = request.GET.get("only", ""), _page(request)
    chosen = asked if asked in Action else ""
    lines = list(islice(read_lines(kept.report_path, chosen), page * PER_PAGE, (page + 1) * PER_PAGE + 1))
    return {"chosen": chosen, "page": page, "lines": lines[:PER_PAGE], "has_more": len(lines) > PER_PAGE}


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0
