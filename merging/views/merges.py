"""Drafts and finished merges, and one merge with where every value came from."""

from collections.abc import Sequence
from itertools import takewhile

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from crm_merge.ui.navigation import sections_for
from crm_merge.ui.paging import paginate
from merging import services
from merging.filters import MergeFilter
from merging.models import Merge
from merging.reading import merge_page, open_drafts, readable_merges, readable_primary, with_sources
from merging.sources import Source

from .answers import Refused, answers


@answers("GET")
def merge_list(request: HttpRequest) -> HttpResponse:
    """The reader's open drafts and the finished merges whose primary the reader may see."""
    chosen = MergeFilter(request.GET, reader=request.user)
    page = paginate(chosen.narrow(readable_merges(request.user)), ["-at", "-id"], request, per_page=30)
    context = {
        "page": page,
        "merges": with_sources(page.items, request.user),
        "form": chosen,
        "drafts": open_drafts(request.user),
        "start": starting_points(request),
    }
    return render(request, "merging/list.html", context)


def starting_points(request: HttpRequest) -> list[dict]:
    """The sections in which records can be ticked: those before this one in the navigation."""
    return list(takewhile(lambda section: not section["is_current"], sections_for(request)))


@answers("GET")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge with its journal, for readers of the primary."""
    found, record = get_merge(request, pk)
    shown = merge_page(found, record, request.user)
    sources = shown["sources"]
    again = sources if found.undone_at and not any(source.is_hidden for source in sources) else []
    return render(request, "merging/merge.html", shown | {"undo": undo_state(found, request, sources), "again": again})


def get_merge(request: HttpRequest, pk: int) -> tuple[Merge, Model]:
    """The merge and its primary, if its reader may see that; else 404, as if it did not exist."""
    if pk >= 2**63:
        raise Http404
    found = get_object_or_404(Merge.objects.prefetch_related("records"), pk=pk)
    record = readable_primary(found, request.user)
    if record is None:
        raise Http404
    return found, record


def undo_state(found: Merge, request: HttpRequest, sources: Sequence[Source]) -> dict:
    """Whether the merge can be taken back now, and the sentences why not."""
    if found.undone_at:
        return {"possible": False, "reasons": []}
    if any(source.is_hidden for source in sources):
        return {"possible": False, "reasons": [hidden_records()]}
    try:
        plan = services.plan_undo(found, by=request.user)
    except services.UndoBlocked as blocked:
        return {"possible": False, "reasons": blocked.obstacles}
    except (services.MergeNotAllowed, PermissionDenied) as refusal:
        return {"possible": False, "reasons": [str(refusal) or _("Your roles do not allow this.")]}
    obstacles = getattr(plan, "obstacles", ())
    return {"possible": not obstacles, "reasons": obstacles, "plan": plan}


def hidden_records() -> str:
    """Why somebody who may not see a record of the merge cannot undo it; any other reason could name that record."""
    return _("Your roles do not allow you to undo this merge: you may not see all of its records.")


def refuse_hidden(found: Merge, sources: Sequence[Source]) -> None:
    """Raises ``Refused`` when the reader may not see one of the records."""
    if any(source.is_hidden for source in sources):
        raise Refused(hidden_records(), 403, url=found.get_absolute_url(), link=_("To the merge"))
