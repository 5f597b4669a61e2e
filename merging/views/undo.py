"""Taking a merge back: what comes back, what stays, and what was edited since."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from merging import services
from merging.models import Merge
from merging.rows_since import rows_since
from merging.sources import sources_of

from .answers import Refused, answers
from .drafts import not_allowed
from .finished import where_to
from .merges import get_merge, refuse_hidden


@answers("GET", "POST")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    merge, _record = get_merge(request, pk)
    if merge.undone_at:
        sentence = _("%(person)s has already undone this merge.") % {"person": merge.undone_by_name or _("Somebody")}
        raise Refused(sentence, 409, url=merge.get_absolute_url(), link=_("To the merge"))
    refuse_hidden(merge, sources_of([merge], request.user)[merge.pk])
    try:
        return _undo(request, merge)
    except services.UndoBlocked as blocked:
        return render(request, "merging/undo_blocked.html", {"merge": merge, "obstacles": blocked.obstacles}, status=409)
    except services.MergeNotAllowed as refusal:
        raise not_allowed(refusal) from refusal


def _undo(request: HttpRequest, merge: Merge) -> HttpResponse:
    plan = services.plan_undo(merge, by=request.user)
    if plan.obstacles:
        raise services.UndoBlocked(plan.obstacles)
    undecided = plan.conflicts and "decided" not in request.POST
    if request.method != "POST":
        return render(request, "merging/undo.html", {"merge": merge, "plan": plan, "rows": rows_since(merge)})
    if undecided:
        messages.info(request, _("The merged record was edited since. Decide what happens to these fields."))
        return redirect("merging:undo", pk=merge.pk)
    put_back = [conflict.field for conflict in plan.conflicts if request.POST.get(f"conflict.{conflict.field}") == "back"]
    services.undo_merge(merge, by=request.user, put_back=put_back)
    messages.success(request, _("The merge with %(record)s was undone. All records are back.") % {"record": merge.primary_label})
    return redirect(where_to(merge))
