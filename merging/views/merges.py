"""Drafts and finished merges, and one merge with where every value came from."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from crm_merge.ui.paging import paginate
from merging import services
from merging.models import Merge
from merging.reading import MergeFilter, merge_page, open_drafts, readable_merges, readable_primary

from .answers import answers


@answers("GET")
def merge_list(request: HttpRequest) -> HttpResponse:
    """The reader's open drafts and the finished merges whose primary the reader may see."""
    chosen = MergeFilter(request.GET or None)
    page = paginate(chosen.narrow(readable_merges(request.user)), ["-at", "-id"], request, per_page=30)
    return render(request, "merging/list.html", {"page": page, "form": chosen, "drafts": open_drafts(request.user)})


@answers("GET")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge with its journal, for readers of the primary."""
    found = get_merge(request, pk)
    return render(request, "merging/merge.html", merge_page(found, request.user) | {"undo": undo_state(found, request)})


def get_merge(request: HttpRequest, pk: int) -> Merge:
    """The merge, if its reader may see the primary; else 404, as if it did not exist."""
    if pk >= 2**63:
        raise Http404
    found = get_object_or_404(Merge.objects.prefetch_related("records"), pk=pk)
    if readable_primary(found, request.user) is None:
        raise Http404
    return found


def undo_state(found: Merge, request: HttpRequest) -> dict:
    """Whether the merge can be taken back now, and the sentences why not."""
    if found.undone_at:
        return {"possible": False, "reasons": []}
    try:
        plan = services.plan_undo(found, by=request.user)
    except services.UndoBlocked as blocked:
        return {"possible": False, "reasons": blocked.obstacles}
    except (services.MergeNotAllowed, PermissionDenied) as refusal:
        return {"possible": False, "reasons": [str(refusal) or _("Your roles do not allow this.")]}
    obstacles = getattr(plan, "obstacles", ())
    return {"possible": not obstacles, "reasons": obstacles, "plan": plan}


