"""The action bar of a list: from the selection over a page that names what is about to happen to the act itself."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from crm_merge.access.lookups import as_key
from crm_merge.access.models import User
from crm_merge.redirects import safe_next
from orders.actions import MOST_AT_ONCE, Action, Report, actions_for, change_owner, change_stage, trash
from orders.kinds import RecordKind, kind_named
from orders.lists import PER_PAGE
from orders.models import Record, Stage
from orders.queries.reading import may, readable


class OwnerForm(forms.Form):
    value = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("username"),
        label=gettext_lazy("New responsible person"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class StageForm(forms.Form):
    value = forms.ModelChoiceField(
        Stage.objects.offered(),
        label=gettext_lazy("New stage"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )


FORMS: dict[str, type[forms.Form]] = {"owner": OwnerForm, "stage": StageForm, "merge": forms.Form, "delete": forms.Form}


@require_POST
def list_action(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what is about to happen; with ``confirmed`` do it. A selection that is too small goes back to the list."""
    of = kind_named(kind)
    back = safe_next(request, of.list_url)
    action = next((one for one in actions_for(of, request.user) if one.key == request.POST.get("action")), None)
    ids = _ids(request)
    records = _chosen(request.user, of, ids[:MOST_AT_ONCE])
    problem = _problem(action, records, len(ids))
    if problem or action is None:
        messages.warning(request, problem)
        return redirect(_with_selection(back, [record.pk for record in records]))
    confirmed = "confirmed" in request.POST and action.key != "merge"
    form = FORMS[action.key](request.POST if confirmed else None)
    if confirmed and form.is_valid():
        report = _carry_out(action, of, ids, form, request.user)
        _tell(request, action, report)
        return redirect(back)
    context = {"kind": of, "action": action, "records": records, "form": form, "back": back}
    context["refused"] = [record for record in records if not may(request.user, action.right, record)]
    return render(request, "orders/action.html", context)


def _ids(request: HttpRequest) -> list[int]:
    keys = (as_key(text) for text in request.POST.getlist("id"))
    return list(dict.fromkeys(key for key in keys if key))


def _chosen(user: User, kind: RecordKind, ids: list[int]) -> list[Record]:
    """The readable live records in the order chosen; what the person may not see counts as not chosen."""
    found = readable(user, kind.model).select_related("responsible").in_bulk(ids)
    return [found[key] for key in ids if key in found]


def _problem(action: Action | None, records: list[Record], asked: int) -> str:
    if asked > MOST_AT_ONCE:
        return _("At most %(most)d records can be changed at once. Select fewer.") % {"most": MOST_AT_ONCE}
    if not records:
        return _("Nothing is selected. Tick at least one record of the list.")
    if action is None:
        return _("Choose an action for the selected records first.")
    if action.key == "merge" and len(records) < 2:
        return _("One record cannot be merged with itself. Tick at least one more.")
    return ""


def _with_selection(back: str, ids: list[int]) -> str:
    if not ids:
        return back
    return f"{back}{'&' if '?' in back else '?'}{urlencode({'selected': ids[:PER_PAGE]}, doseq=True)}"


def _carry_out(action: Action, kind: RecordKind, ids: list[int], form: forms.Form, user: User) -> Report:
    if action.key == "owner":
        return change_owner(kind, ids, form.cleaned_data["value"], by=user)
    if action.key == "stage":
        return change_stage(kind, ids, form.cleaned_data["value"], by=user)
    return trash(kind, ids, by=user)


def _tell(request: HttpRequest, action: Action, report: Report) -> None:
    count = len(report.done)
    if count and action.key == "delete":
        sentence = ngettext("%(count)d record was moved to the trash.", "%(count)d records were moved to the trash.", count)
        messages.success(request, sentence % {"count": count})
    elif count:
        messages.success(
            request, ngettext("%(count)d record was changed.", "%(count)d records were changed.", count) % {"count": count}
        )
    elif not (report.refused or report.kept):
        messages.info(request, _("Nothing was different, so nothing was saved."))
    if report.refused:
        names = ", ".join(record.display_number for record in report.refused[:10])
        sentence = _("Left as they are, because your roles do not allow it: %(records)s.")
        messages.warning(request, sentence % {"records": names})
    for reason in dict.fromkeys(report.reasons.values()):
        names = ", ".join(record.display_number for record in report.kept if report.reasons[record.pk] == reason)
        sentence = _("Left as they are: %(records)s. %(reason)s")
        messages.warning(request, sentence % {"records": names, "reason": reason})
