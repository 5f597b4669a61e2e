"""What will be on the result, and what will not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.money import format_money
from merging.field_states import FieldState
from merging.picks import PickGroup
from merging.plan import Candidate, MergePlan
from merging.templatetags.merging import agrees, badge


def result_fields(plan: MergePlan) -> SafeString:
    """The values beside the comparison; those that somebody decides are marked."""
    fields = [_entry(f"result-field{' is-decided' if field.differs else ''}", field) for field in _filled(plan)]
    return _joined([*fields, *(_group("result-field", group) for group in plan.pick_groups)])


def result_facts(plan: MergePlan) -> SafeString:
    """The values on the preview."""
    fields = [_entry(f"fact{' fact-wide' if field.kind == 'text' else ''}", field) for field in _filled(plan)]
    return _joined([*fields, *(_group("fact", group) for group in plan.pick_groups)])


@dataclass(frozen=True)
class Moving:
    """Rows that move: how many of which kind from which record."""

    place: int
    count: int
    label: str
    source: str


def moving(moves: Iterable[Moving]) -> SafeString:
    sentence = escape(_("%(count)s %(label)s from %(source)s"))
    return _joined(f'<li class="hang">{badge(one.place)} <span>{sentence % _told(one)}</span></li>\n' for one in moves)


def _told(one: Moving) -> dict[str, str]:
    return {"count": str(localize(one.count)), "label": escape(one.label), "source": escape(one.source)}


@dataclass(frozen=True)
class ResultingLine:
    """A line item as it will be; ``totals`` per currency."""

    place: int
    name: str
    quantity: str
    totals: dict[str, Decimal]


def resulting_lines(lines: Iterable[ResultingLine]) -> SafeString:
    return _joined(_line(line) for line in lines)


def _line(line: ResultingLine) -> str:
    totals = "".join([escape(format_money(total, currency)) for currency, total in line.totals.items()])
    numbers = "".join([f'<td class="number">{text}</td>' for text in (escape(line.quantity), totals)])
    return f"<tr><td>{badge(line.place)}</td><td>{escape(line.name)}</td>{numbers}</tr>\n"


def trashed(records: Iterable[Candidate]) -> SafeString:
    return _joined(f'<li class="hang">{badge(one.letter)} <span>{escape(str(one.record))}</span></li>\n' for one in records)


def left_behind(values: Sequence[tuple[str, int, str]]) -> SafeString:
    """Values that will not be on the result, as (label, place of the record, words)."""
    return _joined(
        f'<li class="hang">{badge(place)} <span class="hang-text"><span class="list-sub">{escape(str(label))}:</span>'
        f" {escape(words)}</span></li>\n"
        for label, place, words in values
    )


def letters(places: Iterable[int]) -> str:
    return f'<span class="letters">{"".join([badge(place) for place in places])}</span>'


def computed(field: FieldState) -> str:
    """The note that a value comes from no record."""
    words = escape(_("computed from the line items"))
    return f'<span class="origin-note">{words}</span>' if field.computed else ""


def _filled(plan: MergePlan) -> list[FieldState]:
    return [field for field in plan.fields if field.result_display]


def _entry(css: str, field: FieldState) -> str:
    words = f'<span class="hang-text">{escape(str(field.result_display))}{computed(field)}</span>'
    return f'<div class="{css}"><dt>{escape(field.label)}</dt><dd><div class="hang">{_origin(field)}{words}</div></dd></div>\n'


def _origin(field: FieldState) -> str:
    """Where the value comes from, where anybody asks."""
    if field.joined:
        words = escape(_("joined"))
        return f'<span class="origin">{words}</span>'
    chosen = field.chosen
    return badge(chosen.letter) if chosen is not None and not agrees(field) else ""


def _group(css: str, group: PickGroup) -> str:
    rows = [
        f'<li class="hang">{letters(row.letters)}<span class="hang-text">{escape(row.display)}</span></li>'
        for row in group.rows
        if row.is_ticked
    ]
    listed = f'<ul class="plain-list">{"".join(rows)}</ul>'
    return f'<div class="{css}"><dt>{escape(group.label)}</dt><dd>{listed}</dd></div>\n'


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(list(parts)))  # noqa: S308 - every part is escaped
