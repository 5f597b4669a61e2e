"""The first pages of the import: the file and its columns."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_merge.access.lookups import as_key
from orders.kinds import kind_named
from orders.models import Import

from . import steps
from .examining import Examined
from .forms import MappingForm, UploadForm
from .kinds import KINDS, FileKind, kinds_open_to
from .mapping import decided, guess_columns
from .opening import is_busy, locked_import, own_import, steps_of
from .saved import lacking, mappings_for, remember
from .uploads import forget, keep_upload, use


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
    unfinished = Import.objects.filter(by=request.user).exclude(state=Import.State.IMPORTED)
    context = {"form": form, "examined": examined, "kind": kind_named(kind), "steps": steps_of("upload")}
    return render(request, "orders/importing/upload.html", context | {"unfinished": unfinished.order_by("-created_at")[:10]})


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the columns mean. Sending it checks the file."""
    kept = own_import(request.user, pk)
    if kept.is_imported or is_busy(kept):
        return redirect(kept.page("report"))
    _choose_mapping(request, kept)
    kind = _kind(request, kept)
    form = _form(request, kept, kind) if kind is not None else None
    if request.method == "POST" and form is not None and form.is_valid():
        return _checked(request, pk, form)
    context = {"upload": kept, "kind": kind, "kinds": kinds_open_to(request.user), "form": form}
    context |= {"examined": Examined.read(kept.examined), "steps": steps_of("mapping", kept)} | _saved(request, kept)
    return render(request, "orders/importing/mapping.html", context)


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove the uploaded file and what was decided about it."""
    kept = own_import(request.user, pk)
    if not is_busy(kept):
        forget(kept)
    return redirect("orders:order_import")


def _kind(request: HttpRequest, kept: Import) -> FileKind | None:
    """The kind chosen on the page, else the one kept; only kinds that the person may import."""
    open_kinds = {kind.name: kind for kind in kinds_open_to(request.user)}
    return open_kinds.get(request.POST.get("kind") or request.GET.get("kind") or kept.kind)


def _form(request: HttpRequest, kept: Import, kind: FileKind) -> MappingForm:
    examined = Examined.read(kept.examined)
    columns = kept.columns if kind.name == kept.kind else guess_columns(kind, examined.heads)
    form = MappingForm(kind, examined, columns, kept.options, request.POST if request.method == "POST" else None)
    return form.keep(kept.mapping, request.user)


def _choose_mapping(request: HttpRequest, kept: Import) -> None:
    """Another mapping from the select, for this look only; sending the form keeps what it then says."""
    asked = request.GET.get("mapping", "")
    heads = Examined.read(kept.examined).heads
    if asked == "none":
        kept.mapping, kept.options = None, {}
        kept.columns = guess_columns(KINDS[kept.kind], heads) if kept.kind else []
        return
    mapping = mappings_for(request.user).filter(pk=as_key(asked) or 0).first()
    if mapping is not None and KINDS[mapping.kind].is_open_to(request.user):
        use(mapping, kept, heads)


def _saved(request: HttpRequest, kept: Import) -> dict:
    """The mappings to choose from, and what the one that is used names and the file lacks."""
    heads = Examined.read(kept.examined).heads
    choices = [mapping for mapping in mappings_for(request.user)[:200] if KINDS[mapping.kind].is_open_to(request.user)]
    return {"mappings": choices, "mapping": kept.mapping, "lacking": lacking(kept.mapping, heads) if kept.mapping else []}


@transaction.atomic
def _checked(request: HttpRequest, pk: UUID, form: MappingForm) -> HttpResponse:
    """Keep the decisions and check the file by them; what another page began meanwhile goes on undisturbed."""
    kept = locked_import(request.user, pk)
    if kept is None or kept.is_imported or is_busy(kept):
        return redirect("orders:import_report", pk)
    kept.kind, kept.columns, kept.state = form.kind.name, form.columns, Import.State.MAPPING
    kept.options = decided(form.kind, form.columns, form.examined.columns, form.options)
    name, shared = form.cleaned_data["mapping_name"].strip(), form.cleaned_data.get("mapping_shared", False)
    kept.mapping = remember(kept, form.examined.heads, name=name, is_shared=shared)
    kept.save()
    if steps.is_large(kept, steps.MOST_CHECKED_AT_ONCE):
        return redirect(steps.start(steps.CHECK, kept, by=request.user))
    steps.check(kept)
    return redirect(kept.page("report"))
