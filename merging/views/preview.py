"""Step 4: the record as it will be, and everything that happens on the way."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats

from merging import registry
from merging.forms import ReasonForm
from merging.models import MergeSession
from merging.rules import Lines
from merging.showing.results import Moving, ResultingLine

from .drafts import draft_page, open_plan
from .steps import steps


@draft_page
def preview(request: HttpRequest, session: MergeSession) -> HttpResponse:
    if request.method == "POST":
        return redirect("merging:confirm", pk=session.pk)
    plan, news = open_plan(request, session)
    return render(request, "merging/preview.html", preview_context(plan, session, news=news))


def preview_context(plan, session: MergeSession, *, news=None, form: ReasonForm | None = None, step: str = "preview") -> dict:
    """What the preview shows, also when it is shown again because something changed."""
    return {
        "plan": plan,
        "session": session,
        "news": news,
        "moves": _moves(plan),
        "lines": _lines(plan),
        "form": form or ReasonForm(initial={"reason": session.reason}),
        "steps": steps(step, session),
    }


def _moves(plan) -> list[Moving]:
    numbers = {candidate.letter: getattr(candidate.record, "display_number", "") for candidate in plan.records}
    return [Moving(place, count, label, numbers[place] or source) for label, count, place, source in plan.moves]


def _lines(plan) -> list[ResultingLine]:
    rule = registry.spec_for(plan.record_type).lines
    if plan.lines is None or rule is None:
        return []
    places = {candidate.record.pk: candidate.letter for candidate in plan.records}
    return [_line(rule, row, places[getattr(row, rule.attname)]) for row in plan.lines.rows]


def _line(rule: Lines, row: Model, place: int) -> ResultingLine:
    quantity = getattr(row, rule.quantity).normalize()
    return ResultingLine(place, str(row), formats.number_format(f"{quantity:f}", force_grouping=True), rule.totals([row]))
