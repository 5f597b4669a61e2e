"""The pages of the import. An upload is there for the person who made it and for nobody else."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_merge.access.models import User
from crm_merge.database.retrying import retried
from orders.kinds import KINDS as RECORD_KINDS
from orders.kinds import kind_named
from orders.models import Import

from . import steps
from .examining import Examined
from .forms import MappingForm, UploadForm
from .kinds import KINDS, FileKind, kinds_open_to
from .mapping import decided, guess_columns, timeless
from .planning.outcome import Action
from .report import Line, Summary, read_lines
from .running import Stopped, another_runs
from .uploads import forget, keep_upload

PER_PAGE = 100


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file. A broken one is shown with its lines and not kept."""
    if not kinds_open_to(request.user):
        raise PermissionDenied(_("Your roles do not allow you to import."))
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    examined = None
    if request.method == "POST" and form.is_valid():
        kept, examined = keep_upload(form.cleaned_data["file"], by=request.user, kind=form.cleaned_data["kind"])
        if kept is not None:
            return redirect(kept.page("mapping"))
    context = {"form": form, "examined": examined, "kind": kind_named(kind), "steps": _steps("upload")}
    unfinished = Import.objects.filter(by=request.user).exclude(state=Import.State.IMPORTED)
    context["unfinished"] = unfinished.order_by("-created_at")[:10]
    return render(request, "orders/importing/upload.html", context)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the columns mean. Sending it checks the file."""
    kept = _own(request.user, pk)
    if kept.is_imported or _is_busy(kept):
        return redirect(kept.page("report"))
    kind = _kind(request, kept)
    examined = Examined.read(kept.examined)
    form = None
    if kind is not None:
        columns = kept.columns if kind.name == kept.kind else guess_columns(kind, examined.heads)
        form = MappingForm(kind, examined, columns, kept.options, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form is not None and form.is_valid():
        return _checked(kept, form)
    context = {"upload": kept, "kind": kind, "kinds": kinds_open_to(request.user), "examined": examined, "form": form}
    return render(request, "orders/importing/mapping.html", context | {"steps": _steps("mapping", kept)})


def _checked(kept: Import, form: MappingForm) -> HttpResponse:
    kept.kind, kept.columns, kept.state = form.kind.name, form.columns, Import.State.MAPPING
    kept.options = decided(form.kind, form.columns, form.examined.columns, form.options)
    kept.save()
    if steps.is_large(kept, steps.MOST_CHECKED_AT_ONCE):
        return redirect(steps.start(steps.CHECK, kept, by=kept.by))
    steps.check(kept)
    return redirect(kept.page("report"))


@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What an import would do, line by line, or what it did."""
    kept = _own(request.user, pk)
    if kept.job is not None and _is_busy(kept):
        return redirect(kept.job)
    if kept.state == Import.State.MAPPING:
        return redirect(kept.page("mapping"))
    chosen = request.GET.get("only", "")
    chosen = chosen if chosen in Action else ""
    page = _page(request)
    lines = list(islice(_lines(kept, chosen), page * PER_PAGE, (page + 1) * PER_PAGE + 1))
    examined = Examined.read(kept.examined)
    context = {
        "upload": kept,
        "kind": KINDS[kept.kind],
        "examined": examined,
        "left_out": [column for column, key in zip(examined.columns, kept.columns, strict=True) if not key],
        "timeless": timeless(KINDS[kept.kind], kept.columns, examined.columns),
        "summary": Summary.read(kept.summary),
        "actions": [(action, kept.summary["actions"].get(action, 0)) for action in Action],
        "refused": kept.summary["actions"].get(Action.REFUSE, 0),
        "chosen": chosen,
        "lines": lines[:PER_PAGE],
        "page": page,
        "has_more": len(lines) > PER_PAGE,
        **_list(KINDS[kept.kind]),
        "steps": _steps("done" if kept.is_imported else "report", kept),
    }
    return render(request, "orders/importing/report.html", context)


@require_POST
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Import what was checked. Sent twice, it imports once."""
    kept = _own(request.user, pk)
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
    kept = _own(user, pk, lock=True)
    if kept.state != Import.State.CHECKED:
        return ""
    steps.write(kept)
    return steps.summed_up(kept)


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove the uploaded file and what was decided about it."""
    kept = _own(request.user, pk)
    if not _is_busy(kept):
        forget(kept)
    return redirect("orders:order_import")


def _own(user: User, pk: UUID, *, lock: bool = False) -> Import:
    rows = Import.objects.select_related("job", "operation", "by").filter(by=user)
    return get_object_or_404(rows.select_for_update(of=("self",)) if lock else rows, pk=pk)


def _is_busy(kept: Import) -> bool:
    job = steps.job_of(kept)
    return job is not None and not job.is_over


def _kind(request: HttpRequest, kept: Import) -> FileKind | None:
    """The kind chosen on the page, else the one kept; only kinds that the person may import."""
    open_kinds = {kind.name: kind for kind in kinds_open_to(request.user)}
    return open_kinds.get(request.POST.get("kind") or request.GET.get("kind") or kept.kind)


def _list(kind: FileKind) -> dict:
    """The list in which the imported records are found."""
    name = kind.name if kind.name in RECORD_KINDS else "order"
    return {"list_url": RECORD_KINDS[name].list_url, "list_name": RECORD_KINDS[name].heading}


def _lines(kept: Import, chosen: str) -> Iterator[Line]:
    return read_lines(kept.report_path, chosen)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0


def _steps(current: str, kept: Import | None = None) -> list[dict]:
    names = {"upload": _("File"), "mapping": _("Columns"), "report": _("Check"), "done": _("Import")}
    order = list(names)
    place = order.index(current)
    back = {"mapping": kept.page("mapping")} if kept is not None and not kept.is_imported else {}
    return [
        {"label": label, "is_current": name == current, "is_done": order.index(name) < place, "url": back.get(name)}
        for name, label in names.items()
    ]
