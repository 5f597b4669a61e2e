"""The action bar of a list: from the selection over a page that names what is about to happen to the act itself."""

import uuid
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crm_merge.access.lookups import as_key
from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from crm_merge.redirects import safe_next
from orders.actions import MOST_MERGED, Action, actions_for
from orders.bulk.addresses import with_selection, without_selection
from orders.bulk.choosing import TooMany, forget, remember
from orders.bulk.meaning import FilterLost, records_of
from orders.bulk.running import MOST_AT_ONCE, confirmed, filter_lost, run_later, run_now
from orders.exporting.asked import address_of_export
from orders.kinds import RecordKind, kind_named
from orders.models import Record, Selection
from orders.queries.counting import Total, total_of
from orders.views.bulk_notices import say_done

SAMPLE = 10
UNFOLDED = 20  # a merge sends all its records along, most of them folded away
MOST_REFUSED_NAMED = 10


@dataclass
class Chosen:
    """What a person is about to act on: ``total`` records. A page names the first ``records``, if they were asked for."""

    selection: Selection
    total: Total
    user: User
    records: list[Record] = field(default_factory=list)

    @property
    def is_large(self) -> bool:
        """Whether it is work for the background."""
        return not self.total.is_exact or self.total.number > MOST_AT_ONCE

    def name(self, most: int) -> None:
        """Read the first ``most`` of them, in the order in which they were ticked."""
        records = records_of(self.selection, user=self.user).select_related("responsible").order_by("pk")
        place = {key: at for at, key in enumerate(self.selection.ticked)}
        self.records = sorted(records[:most], key=lambda record: place.get(record.pk, 0))

    @property
    def more(self) -> Total:
        """Those that are not named."""
        return Total(max(0, self.total.number - len(self.records)), self.total.kind)


@require_POST
def list_action(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what is about to happen; with ``confirmed`` do it. A selection that is too small goes back to the list."""
    of = kind_named(kind)
    back = safe_next(request, of.list_url)
    action = next((one for one in actions_for(of, request.user) if one.key == request.POST.get("action")), None)
    try:
        selection = remember(request.POST, of, request.user)
        chosen = _chosen(selection, request.user)
    except TooMany as problem:
        return _back(request, str(problem), back)
    except FilterLost:
        return _back(request, filter_lost(), without_selection(back))
    if problem := _problem(action, chosen):
        return _back(request, problem, with_selection(back, selection))
    if action.key == "export":
        return redirect(address_of_export(of, back, selection))
    is_sent = "confirmed" in request.POST and action.change is not None
    is_changed = is_sent and _is_changed(request, selection)
    form = action.form(request.POST if is_sent else None)
    if is_sent and not is_changed and form.is_valid():
        return _carry_out(request, action, chosen, form, back)
    chosen.name(MOST_MERGED if action.key == "merge" else SAMPLE)
    return render(request, "orders/action.html", _page(request, of, action, chosen, form, back) | {"is_changed": is_changed})


def _back(request: HttpRequest, problem: str, back: str) -> HttpResponse:
    messages.warning(request, problem)
    return redirect(back)


def _chosen(selection: Selection, user: User) -> Chosen:
    """The readable live records; what the person may not see counts as not chosen."""
    records = records_of(selection, user=user)
    counted = records.order_by()[: MOST_AT_ONCE + 1].count()
    total = Total(counted) if counted <= MOST_AT_ONCE else _large(selection, user)
    return Chosen(selection, total, user)


def _large(selection: Selection, user: User) -> Total:
    records = records_of(selection, user=user)
    return Total(records.count()) if selection.filter is None else total_of(records, reader=user)


def _problem(action: Action | None, chosen: Chosen) -> str:
    if not chosen.total.number:
        return _("Nothing is selected. Tick at least one record of the list.")
    if action is None:
        return _("Choose an action for the selected records first.")
    if action.key == "merge" and chosen.is_large:
        return _("At most %(most)d records can be changed at once. Select fewer.") % {"most": MOST_MERGED}
    if action.key == "merge" and chosen.total.number < 2:
        return _("One record cannot be merged with itself. Tick at least one more.")
    return ""


def _is_changed(request: HttpRequest, selection: Selection) -> bool:
    """Whether the selection was changed, in another tab, since the page that is confirmed was shown."""
    shown = request.POST.get("stamp", "")
    return bool(shown) and shown != str(selection.version)


def _page(
    request: HttpRequest, of: RecordKind, action: Action, chosen: Chosen, form: forms.Form, back: str
) -> dict[str, object]:
    refused, more_refused = ([], 0) if chosen.is_large else _refused(request.user, of, action, chosen)
    return {
        "kind": of,
        "action": action,
        "chosen": chosen,
        "records": chosen.records[:UNFOLDED],
        "folded": chosen.records[UNFOLDED:],
        "form": form,
        "back": back,
        "list_url": with_selection(back, chosen.selection),
        "key": uuid.uuid4().hex,
        "refused": refused,
        "more_refused": more_refused,
    }


def _refused(user: User, of: RecordKind, action: Action, chosen: Chosen) -> tuple[list[Record], int]:
    """The first records that the person's roles keep from the action, and the number of those not named."""
    records = records_of(chosen.selection, user=user)
    may = permitted(of.model.objects.all(), user=user, action=action.right)
    others = records.exclude(pk__in=may.order_by().values("pk")).order_by("pk")
    named = list(others[:MOST_REFUSED_NAMED])
    return named, (others.count() - len(named) if len(named) == MOST_REFUSED_NAMED else 0)


def _carry_out(request: HttpRequest, action: Action, chosen: Chosen, form: forms.Form, back: str) -> HttpResponse:
    value = form.cleaned_data.get("value")
    facts = _named(request, chosen) | {"id": _key(request), "back": without_selection(back)}
    bulk = confirmed(action, chosen.selection, value, by=request.user, **facts)
    if chosen.is_large:
        job = run_later(bulk, _title(action, chosen))
        forget(chosen.selection)
        return redirect(job or bulk)
    if done := run_now(bulk, value):
        say_done(request, done)
    forget(chosen.selection)
    return redirect(without_selection(back))


def _named(request: HttpRequest, chosen: Chosen) -> dict[str, object]:
    """How many the page before spoke of: the report tells it beside what was found."""
    told = as_key(request.POST.get("named", ""))
    if told is None:
        return {"named": chosen.total.number, "is_about": not chosen.total.is_exact}
    return {"named": told, "is_about": "is_about" in request.POST}


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _title(action: Action, chosen: Chosen) -> str:
    sentence = ngettext("%(action)s: %(number)s record", "%(action)s: %(number)s records", chosen.total.number)
    return sentence % {"action": action.label, "number": chosen.total}
