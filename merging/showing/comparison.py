"""The fields page: a column per record, a row per field in which they differ, tick boxes for rows."""

from collections.abc import Sequence
from functools import cached_property
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.templatetags.ui import fielddisplay
from merging.field_states import FieldState, Option, is_optional
from merging.picks import PickGroup, PickRow
from merging.plan import Candidate, MergePlan
from merging.templatetags.merging import badge, letter_name, marked, record_class

from .results import computed, letters


class Comparison:
    """Made once per page: words and letters are the same for every field."""

    def __init__(self, plan: MergePlan) -> None:
        self.plan = plan
        self.differing = [field for field in plan.fields if field.differs]
        self.matching = [field for field in plan.fields if not field.differs]

    @property
    def heads(self) -> SafeString:
        return _safe([self._head(candidate) for candidate in self.plan.records])

    @property
    def rows(self) -> SafeString:
        """A group of radio buttons per field."""
        return _safe([self._row(field, place) for place, field in enumerate(self.differing, start=1)])

    @property
    def optional(self) -> SafeString:
        """The same for fields that only some records fill: nobody has to ask, but a blank may be chosen."""
        return _safe([self._row(field) for field in self.matching if is_optional(field)])

    @property
    def groups(self) -> SafeString:
        """A group of tick boxes per kind of row."""
        return _safe([_group(group) for group in self.plan.pick_groups])

    @property
    def matches(self) -> SafeString:
        """The fields that agree."""
        return _safe([_fact(field) for field in self.matching if not is_optional(field)])

    def _head(self, candidate: Candidate) -> str:
        chip = f' <span class="chip">{self._words["primary"]}</span>' if candidate.is_primary else ""
        fill = (
            f'<button class="btn btn-sm" name="fill" value="record:{candidate.record.pk}">'
            f"{self._words['take'] % {'letter': letter_name(candidate.letter)}}</button>"
            if self.differing
            else ""
        )
        return (
            f'<div class="compare-head {record_class(candidate.letter)}"><p class="hang">{badge(candidate.letter)}'
            f' <span class="hang-text"><strong>{escape(str(candidate.record))}</strong>{chip}</span></p>{fill}</div>\n'
        )

    def _row(self, field: FieldState, place: int = 0) -> str:
        label, reason = escape(field.label), field.suggestion_reason
        described = f' aria-describedby="why-{place}"' if reason else ""
        why = f'<p class="reason" id="why-{place}">{escape(reason)}</p>' if reason else ""
        cells = "".join([self._cell(field, option) for option in field.options])
        css = "compare-row is-differing" if field.differs else "compare-row"
        below = f'<p class="reason is-below">{self._words["computed"]}</p>' if field.computed else ""
        return (
            f'<fieldset class="{css}"{described}><legend>{label}</legend>{why}'
            f'<div role="radiogroup" aria-label="{label}"><div class="compare-cells">{cells}</div>{self._join(field)}</div>'
            f"{below}</fieldset>\n"
        )

    def _cell(self, field: FieldState, option: Option) -> str:
        checked = " checked" if option.is_chosen and not field.joined else ""
        name, css = letter_name(option.letter), record_class(option.letter)
        said = escape(str(option.display or self._words["empty"]))
        return (
            f'<label class="compare-cell {css}"><input class="form-check-input" type="radio" name="field.{escape(field.name)}"'
            f' value="{option.record_id}"{checked} aria-label="{name} {said}">{badge(option.letter)}'
            f' <span class="hang-text">{_words_of(field, option)}</span></label>\n'
        )

    def _join(self, field: FieldState) -> str:
        if field.kind != "text":
            return ""
        checked = " checked" if field.joined else ""
        return (
            f'<label class="compare-join"><input class="form-check-input" type="radio" name="field.{escape(field.name)}"'
            f' value="join"{checked}> <span>{self._words["join"]}</span></label>'
        )

    @cached_property
    def _words(self) -> dict[str, str]:
        words = {
            "primary": _("Primary"),
            "take": _("Take everything from %(letter)s"),
            "computed": _("The result is computed from the line items."),
            "join": _("Join all"),
            "empty": _("empty"),
        }
        return {key: escape(text) for key, text in words.items()}


def _words_of(field: FieldState, option: Option) -> str:
    """Long texts show the words in which they differ from the first, the first from the second."""
    if field.kind != "text" or not option.display:
        return conditional_escape(fielddisplay(option.display))
    other = field.options[1 if option is field.options[0] else 0]
    return conditional_escape(marked(option.display, other.display))


def _group(group: PickGroup) -> str:
    key = escape(group.key)
    rows: Sequence[str] = [_pick(key, row) for row in group.rows]
    return (
        f'<fieldset class="compare-row pick-group"><legend>{escape(group.label)}</legend>'
        f'<input type="hidden" name="group" value="{key}">{"".join(rows)}</fieldset>\n'
    )


def _pick(group: str, row: PickRow) -> str:
    key, checked = escape(str(row.key)), " checked" if row.is_ticked else ""
    return (
        f'<label class="pick-row"><input class="form-check-input" type="checkbox" name="row.{group}" value="{key}"{checked}>'
        f' {letters(row.letters)} <span class="hang-text">{escape(row.display)}</span></label>\n'
    )


def _fact(field: FieldState) -> str:
    wide, value = " fact-wide" if field.kind == "text" else "", conditional_escape(fielddisplay(field.result_display))
    note = f" {computed(field)}" if field.computed else ""
    return f'<div class="fact{wide}"><dt>{escape(field.label)}</dt><dd>{value}{note}</dd></div>\n'


def _safe(parts: list[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped
