"""The primary page: the records side by side with what tells them apart."""

from collections.abc import Sequence
from html import escape

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.templatetags.ui import ago, fielddisplay, icon
from merging.completeness import PrimarySuggestion, filled, percent_of
from merging.plan import Candidate, MergePlan
from merging.templatetags.merging import badge, letter_name, record_class


def cards(plan: MergePlan, suggestion: PrimarySuggestion) -> SafeString:
    """A radio button per record, as a card."""
    counts = filled(plan)
    labels = [escape(text) for text in (_("Age"), _("Related rows"), _("Completeness"))]
    made = [_card(one, suggestion, percent_of(plan, counts[one.record.pk]), labels) for one in plan.records]
    return mark_safe("".join(made))  # noqa: S308 - every part is escaped


def _card(one: Candidate, suggestion: PrimarySuggestion, percent: int, labels: Sequence[str]) -> str:
    record, checked, name = one.record, " checked" if one.is_primary else "", escape(str(one.record))
    suggested = _suggested(suggestion) if suggestion.record_id == record.pk else ""
    meter = f'<meter min="0" max="100" value="{percent}" aria-hidden="true"></meter> {percent} %'
    told = [(escape(str(label)), conditional_escape(fielddisplay(value))) for label, value in one.card]
    counted = zip(labels, (ago(record.created_at), localize(one.related_count), meter), strict=True)
    facts = [_fact(label, html) for label, html in (*told, *counted)]
    return (
        f'<label class="record-card {record_class(one.letter)}"><span class="record-card-head">'
        f'<input class="form-check-input" type="radio" name="primary" value="{record.pk}"{checked}'
        f' aria-label="{letter_name(one.letter)} {name}">{badge(one.letter)} <strong class="hang-text">{name}</strong></span>'
        f'{suggested}<span class="card-facts">{"".join(facts)}</span></label>\n'
    )


def _suggested(suggestion: PrimarySuggestion) -> str:
    head = escape(_("Suggestion"))
    return f'<span class="suggested">{icon("check")} {head}: {escape(suggestion.reason)}</span>'


def _fact(label: str, html: object) -> str:
    return f'<span class="card-fact"><span>{label}</span><span>{html}</span></span>'
