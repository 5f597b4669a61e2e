"""One stage: its words, colour, outcome and what it demands; taking it out of use and back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_merge.people.administration import NotPossible
from crm_merge.people.views.saving import Attempt, attempt, found, refresh, say
from orders.models import Pipeline, Stage
from orders.pipelines.arranging import arranging, for_settings
from orders.pipelines.forms import StageForm
from orders.pipelines.removing import remove_stages, use_again
from orders.pipelines.saving import save_stage
from orders.pipelines.states import stage_state

from .leaving import leave


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new stage at the end of a pipeline."""
    stage = Stage(pipeline=found(Pipeline, pk))
    if request.method == "POST":
        return _posted(request, stage, lambda: StageForm(request.POST, stored=stage_state(Stage())))
    return _page(request, stage, Attempt(StageForm(stored=stage_state(stage))))


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a stage; ``again`` offers one again that was taken out of use."""
    stage = found(Stage, pk)
    if request.method != "POST":
        return _page(request, stage, Attempt(StageForm(stored=stage_state(stage))))
    if "again" in request.POST:
        return _again(request, stage)
    return _posted(request, stage, lambda: _stored_form(request, stage))


def _stored_form(request: HttpRequest, stage: Stage) -> StageForm:
    refresh(stage)
    return StageForm(request.POST, stored=stage_state(stage))


def _again(request: HttpRequest, stage: Stage) -> HttpResponse:
    try:
        with arranging(by=request.user) as actor:
            refresh(stage)
            if stage.is_retired:
                use_again(stage, by=actor)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is used again.") % {"name": stage})
    return redirect(f"{reverse('orders:pipelines')}#stage-{stage.pk}")


def _posted(request: HttpRequest, stage: Stage, form_for) -> HttpResponse:
    tried = attempt(request, form_for, lambda state, actor: save_stage(stage, state, by=actor), turn=arranging)
    if not tried.done:
        return _page(request, stage, tried)
    say(request, tried, stage)
    return redirect(f"{reverse('orders:pipelines')}#stage-{stage.pk}")


def _page(request: HttpRequest, stage: Stage, tried: Attempt) -> HttpResponse:
    stored = str(Stage.objects.get(pk=stage.pk)) if stage.pk else ""
    context = {"stage": stage, "stored_name": stored, "form": tried.form, "outrun": tried.outrun}
    return render(request, "orders/pipelines/stage.html", context, status=tried.status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and take the stage out of use."""
    stage = found(Stage, pk)
    if stage.is_retired:
        return redirect("orders:pipelines")
    return leave(request, stage, [stage], lambda to, actor: remove_stages([stage], to=to, by=actor))
