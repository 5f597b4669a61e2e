"""The page that asks before a stage or pipeline is taken out of use, and where its orders go."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm_merge.access.models import User
from crm_merge.people.administration import NotPossible
from orders.models import Pipeline, Stage
from orders.pipelines.arranging import arranging
from orders.pipelines.background import is_large, remove_later, removed_words
from orders.pipelines.forms import EmptyingForm
from orders.pipelines.usage import number_in, orders_in, was_used

Remove = Callable[[Stage | None, User], int]


def leave(request: HttpRequest, item: Pipeline | Stage, stages: list[Stage], remove: Remove) -> HttpResponse:
    """Show what will happen; posted, do it, in the background when many orders have to move."""
    has_orders = orders_in(stages).exists()
    form = EmptyingForm(request.POST if request.method == "POST" else None, leaving=stages)
    if request.method == "POST" and (not has_orders or form.is_valid()):
        to = form.cleaned_data["to"] if has_orders else None
        if to is not None and is_large(stages):
            return redirect(remove_later(item, to=to, by=request.user))
        try:
            return _left(request, item, to, remove)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
    context = {
        "item": item,
        "form": form if has_orders else None,
        "number": number_in(stages, reader=request.user),
        "stays_readable": any(was_used(stage) for stage in stages),
    }
    return render(request, "orders/pipelines/delete.html", context)


def _left(request: HttpRequest, item: Pipeline | Stage, to: Stage | None, remove: Remove) -> HttpResponse:
    name = str(item)
    with arranging(by=request.user) as actor:
        moved = remove(to, actor)
    messages.success(request, removed_words(name, moved, to))
    return redirect("orders:pipelines")
