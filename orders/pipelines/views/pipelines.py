"""The pipelines with their stages: in order, made, renamed, taken out of use."""

from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from crm_merge.access.lookups import as_key
from crm_merge.people.administration import NotPossible
from crm_merge.people.views.saving import Attempt, attempt, found, refresh, say
from orders.models import Pipeline, Stage
from orders.pipelines.arranging import arranging, for_settings
from orders.pipelines.background import MODELS, is_large, shift_later, stages_of
from orders.pipelines.forms import PipelineForm
from orders.pipelines.removing import remove_pipeline
from orders.pipelines.saving import save_pipeline, shift
from orders.pipelines.states import pipeline_state
from orders.stage_rules import Fields, requirable_fields, required_by

from .leaving import leave

STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def pipeline_list(request: HttpRequest) -> HttpResponse:
    """All pipelines with their stages; a post moves one of them: ``stage=7`` with ``step=up``."""
    if request.method == "POST":
        return _moved(request)
    stages, known = Stage.objects.select_related("pipeline").in_order(), requirable_fields()
    groups = [(pipeline, _described(rows, known)) for pipeline, rows in groupby(stages, key=lambda stage: stage.pipeline)]
    return render(request, "orders/pipelines/list.html", {"groups": groups})


def _described(rows: Iterable[Stage], known: Fields) -> dict[str, list[Stage]]:
    """The stages in use and those that are not, each with the labels of what it demands."""
    stages = list(rows)
    for stage in stages:
        stage.demands = [str(field.label) for field in required_by(stage, known)]
    return {"used": [one for one in stages if not one.is_retired], "retired": [one for one in stages if one.is_retired]}


def _moved(request: HttpRequest) -> HttpResponse:
    """The buttons up and down; what nobody can move any more is left alone. Leads back to the row."""
    what = next((name for name in MODELS if name in request.POST), "stage")
    step, key = request.POST.get(what, "").partition("-")[::2]
    item = MODELS[what].objects.filter(pk=as_key(key) or 0).first()
    if item is None or step not in STEPS or getattr(item, "is_retired", False):
        return redirect("orders:pipelines")
    if is_large(stages_of(item)):
        return redirect(shift_later(item, STEPS[step], by=request.user))
    try:
        with arranging(by=request.user) as actor:
            shift(item, STEPS[step], by=actor)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('orders:pipelines')}#{what}-{item.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def new(request: HttpRequest) -> HttpResponse:
    pipeline = Pipeline()
    if request.method == "POST":
        return _posted(request, pipeline, lambda: PipelineForm(request.POST, stored=pipeline_state(Pipeline())))
    return _page(request, pipeline, Attempt(PipelineForm(stored=pipeline_state(pipeline))))


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    pipeline = found(Pipeline, pk)
    if request.method == "POST":
        return _posted(request, pipeline, lambda: _stored_form(request, pipeline))
    return _page(request, pipeline, Attempt(PipelineForm(stored=pipeline_state(pipeline))))


def _stored_form(request: HttpRequest, pipeline: Pipeline) -> PipelineForm:
    refresh(pipeline)
    return PipelineForm(request.POST, stored=pipeline_state(pipeline))


def _posted(request: HttpRequest, pipeline: Pipeline, form_for) -> HttpResponse:
    tried = attempt(request, form_for, lambda state, actor: save_pipeline(pipeline, state, by=actor), turn=arranging)
    if not tried.done:
        return _page(request, pipeline, tried)
    say(request, tried, pipeline)
    return redirect("orders:pipelines")


def _page(request: HttpRequest, pipeline: Pipeline, tried: Attempt) -> HttpResponse:
    stored = str(Pipeline.objects.get(pk=pipeline.pk)) if pipeline.pk else ""
    context = {"pipeline": pipeline, "stored_name": stored, "form": tried.form, "outrun": tried.outrun}
    return render(request, "orders/pipelines/pipeline.html", context, status=tried.status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_settings
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and take the pipeline with all its stages out of use."""
    pipeline = found(Pipeline, pk)
    stages = list(pipeline.stages.filter(is_retired=False))
    return leave(request, pipeline, stages, lambda to, actor: remove_pipeline(pipeline, to=to, by=actor))
