from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from crm_merge.access.lookups import as_key
from crm_merge.access.permissions import has_right
from crm_merge.ui.paging import paginate

from .forms import TrashFilter
from .lines import kept_days, lines
from .models import TrashEntry
from .outcome import Refusal
from .reading import visible_entries
from .registry import holders, model_for
from .services import Outcome, PurgeRefused, RestoreRefused, purge, restore


@require_GET
def trash(request: HttpRequest) -> HttpResponse:
    """What lies in the trash, newest first."""
    form = TrashFilter(request.GET)
    page = paginate(form.narrow(visible_entries(request.user)), ["-trashed_at", "-pk"], request)
    context = {
        "form": form,
        "page": page,
        "lines": lines(page.items, reader=request.user),
        "can_purge": has_right(request.user, "trash.purge_records"),
        "kept_days": kept_days(),
    }
    return render(request, "trash/list.html", context)


@require_POST
def restore_chosen(request: HttpRequest) -> HttpResponse:
    """Bring the ticked records back; a single merged one leads to the choice its merge offers."""
    chosen = _chosen(request)
    if not chosen:
        return _nothing_chosen(request)
    if len(chosen) == 1 and (holder := holders([chosen[0].held_by], reader=request.user).get(chosen[0].held_by)):
        return redirect(holder.way_back(chosen[0].record_id))
    try:
        outcome = restore(chosen, by=request.user)
    except RestoreRefused as refused:
        messages.error(request, _reasons(_("Nothing was restored."), refused.refused))
    else:
        _tell(request, outcome, _restored(outcome))
    return redirect("trash:list")


@require_POST
def purge_chosen(request: HttpRequest) -> HttpResponse:
    """Ask once, naming what will be lost; destroy the ticked records when the person confirms."""
    if not has_right(request.user, "trash.purge_records"):
        raise PermissionDenied(_("Your roles do not allow you to delete permanently."))
    chosen = _chosen(request)
    if not chosen:
        return _nothing_chosen(request)
    merged = [entry for entry in chosen if entry.held_by]
    is_sent = "confirm" in request.POST
    missing = bool(merged) and "merges" not in request.POST
    if not is_sent or missing:
        context = {"lines": lines(chosen, reader=request.user), "has_merged": bool(merged), "missing": is_sent and missing}
        return render(request, "trash/purge.html", context)
    try:
        outcome = purge(chosen, by=request.user)
    except PurgeRefused as refused:
        messages.error(request, _reasons(_("Nothing was deleted."), refused.refused))
    else:
        _tell(request, outcome, _purged(outcome))
    return redirect("trash:list")


def _chosen(request: HttpRequest) -> list[TrashEntry]:
    """The ticked entries that the person may see; anything else in the request is ignored."""
    keys = {key for value in request.POST.getlist("entry")[:1000] if (key := as_key(value))}
    return list(visible_entries(request.user).filter(pk__in=keys))


def _nothing_chosen(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Choose at least one record. Records that somebody else has just restored are no longer here."))
    return redirect("trash:list")


def _tell(request: HttpRequest, outcome: Outcome, done: SafeString | str) -> None:
    messages.success(request, done)
    if outcome.refused:
        messages.warning(request, _reasons(_("Some records stayed in the trash."), outcome.refused))


def _restored(outcome: Outcome) -> SafeString | str:
    count = len(outcome.done)
    if count > 1:
        return ngettext("%(count)s record was restored.", "%(count)s records were restored.", count) % {"count": count}
    entry = outcome.done[0]
    url = model_for(entry.record_type)(pk=entry.record_id).get_absolute_url()
    return format_html(_("{record} was restored."), record=format_html('<a href="{}">{}</a>', url, entry.label))


def _purged(outcome: Outcome) -> str:
    count = len(outcome.done)
    sentence = ngettext("%(count)s record was permanently deleted.", "%(count)s records were permanently deleted.", count)
    return sentence % {"count": count}


def _reasons(head: str, refused: list[Refusal]) -> SafeString:
    """The head and one line per record that was left as it was."""
    items = format_html_join("", "<li>{}: {}</li>", ((refusal.label, refusal.sentence) for refusal in refused[:20]))
    return format_html('{} <ul class="mb-0">{}</ul>', head, items)
