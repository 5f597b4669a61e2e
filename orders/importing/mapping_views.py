"""The saved mappings of a person: rename, share, delete."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from orders.models import ImportMapping

from .kinds import KINDS, kinds_open_to
from .saved import editable_mappings, may_share


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    is_shared = forms.BooleanField(required=False)


@require_safe
def mappings(request: HttpRequest) -> HttpResponse:
    """The mappings that the person may change."""
    _ask_right(request)
    rows = [{"mapping": one, "kind": KINDS[one.kind].label} for one in editable_mappings(request.user)[:200]]
    return render(request, "orders/importing/mappings.html", {"rows": rows, "may_share": may_share(request.user)})


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a mapping a name, and share it or keep it for oneself."""
    mapping, form = _own(request, pk), NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("orders:import_mappings")
    mapping.name = form.cleaned_data["name"].strip()
    if may_share(request.user):
        mapping.is_shared = form.cleaned_data["is_shared"]
    try:
        with transaction.atomic():
            mapping.save()
    except IntegrityError:
        messages.error(request, _("There is a mapping with the name “%(name)s” already.") % {"name": mapping.name})
    else:
        messages.success(request, _("“%(name)s” was saved.") % {"name": mapping.name})
    return redirect("orders:import_mappings")


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a mapping. Imports that used it stay as they are."""
    _own(request, pk).delete()
    messages.success(request, _("The mapping was deleted."))
    return redirect("orders:import_mappings")


def _own(request: HttpRequest, pk: int) -> ImportMapping:
    _ask_right(request)
    return get_object_or_404(editable_mappings(request.user), pk=pk if pk < 2**63 else 0)


def _ask_right(request: HttpRequest) -> None:
    if not kinds_open_to(request.user):
        raise PermissionDenied(_("Your roles do not allow you to import."))
