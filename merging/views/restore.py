"""A record that a merge put in the trash: undo the whole merge, or bring only this record back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from merging import services
from merging.models import Merge, MergedRecord
from merging.sources import Source, sources_of

from .answers import Refused, answers
from .drafts import not_allowed
from .merges import get_merge, refuse_hidden, undo_state
from .undo import undo

WAYS = ("undo", "only")


@answers("GET", "POST")
def restore(request: HttpRequest, pk: int, record_id: int) -> HttpResponse:
    merge, _record = get_merge(request, pk)
    sources = sources_of([merge], request.user)[merge.pk]
    merged = _merged_record(merge, record_id, sources)
    if not merged.is_live:
        sentence = _("%(record)s is already back.") % {"record": merged.label}
        raise Refused(sentence, 409, url=merge.get_absolute_url(), link=_("To the merge"))
    if request.method == "POST":
        return _restore(request, merge, merged, sources)
    context = {"merge": merge, "merged": merged, "undo": undo_state(merge, request, sources)}
    return render(request, "merging/restore.html", context)


def _merged_record(merge: Merge, record_id: int, sources: Sequence[Source]) -> MergedRecord:
    """The record, 404 unless it belongs to the merge and its reader may see it."""
    visible = {source.record_id for source in sources if not source.is_hidden}
    for merged in merge.records.all():
        if merged.record_id == record_id and record_id in visible:
            return merged
    raise Http404


def _restore(request: HttpRequest, merge: Merge, merged: MergedRecord, sources: Sequence[Source]) -> HttpResponse:
    how = request.POST.get("how", "")
    if how not in WAYS:
        raise Refused(_("Choose how the record should come back."), url=request.path)
    if how == "undo":
        return undo(request, merge.pk)
    refuse_hidden(merge, sources)
    try:
        services.restore_record(merged, by=request.user)
    except services.MergeNotAllowed as refusal:
        raise not_allowed(refusal) from refusal
    except services.UndoBlocked as blocked:
        return render(request, "merging/undo_blocked.html", {"merge": merge, "obstacles": blocked.obstacles}, status=409)
    messages.success(request, _("%(record)s is back with the rows that came from it.") % {"record": merged.label})
    return redirect("merging:merge", pk=merge.pk)
