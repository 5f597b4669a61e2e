"""The currencies that forms offer: which, in which order, and which one a new order begins with."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm_merge.access.lookups import as_key
from crm_merge.access.models import User
from orders.currencies import CODES, clean_currency
from orders.models import Currency
from orders.pipelines.arranging import arranging, for_settings
from orders.pipelines.currencies import make_default, offer, withdraw
from orders.pipelines.saving import shift

ACTS: dict[str, Callable[..., object]] = {
    "up": lambda currency, by: shift(currency, -1, by=by),
    "down": lambda currency, by: shift(currency, 1, by=by),
    "default": lambda currency, by: currency.is_default or make_default(currency, by=by),
    "withdraw": lambda currency, by: withdraw(currency, by=by),
}


class CurrencyForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Currency code"),
        max_length=20,
        help_text=gettext_lazy("Three letters, e.g. CHF."),
        widget=forms.TextInput(attrs={"class": "form-control", "list": "currencies", "autocomplete": "off", "maxlength": 3}),
    )

    def clean_code(self) -> str:
        return clean_currency(self.cleaned_data["code"])


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def currency_list(request: HttpRequest) -> HttpResponse:
    """The list; a post adds the currency ``code``, or does one of ``ACTS`` with the one named: ``up=7``."""
    act = next((name for name in ACTS if name in request.POST), None)
    if request.method == "POST" and act:
        _act(request.user, act, as_key(request.POST[act]))
        return redirect("orders:currencies")
    form = CurrencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _add(request, form.cleaned_data["code"])
        return redirect("orders:currencies")
    currencies = list(Currency.objects.order_by("position", "pk"))
    left = sorted(CODES - {currency.code for currency in currencies})
    return render(request, "orders/pipelines/currencies.html", {"currencies": currencies, "form": form, "codes": left})


def _act(user: User, act: str, key: int | None) -> None:
    """What is no longer offered cannot be moved any more; nothing happens then."""
    with arranging(by=user) as actor:
        currency = Currency.objects.filter(pk=key or 0).first()
        if currency is not None:
            ACTS[act](currency, actor)


def _add(request: HttpRequest, code: str) -> None:
    with arranging(by=request.user) as actor:
        is_new = offer(code, by=actor)
    sentence = _("%(code)s is offered now.") if is_new else _("%(code)s is offered already.")
    messages.success(request, sentence % {"code": code})
