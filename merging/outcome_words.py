"""What the preview says besides the fields: what moves, and which values will not be on the result."""

from collections import Counter
from copy import copy
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from .journal import decode
from .line_states import LinePlan
from .outcome import Outcome
from .row_states import United
from .rules import Move, RowRule
from .situation import Situation
from .wording import row_label, row_words


def moves(situation: Situation, united: list[United], lines: LinePlan | None) -> list[tuple[str, int, int, str]]:
    """What moves from whom, as (name of the rows, number, place of the record, its label)."""
    found = []
    for rule in situation.spec.moving:
        counts = _counts(rule, situation, united, lines)
        for record in situation.others:
            if counts[record.pk]:
                found.append((_name(rule, counts[record.pk]), counts[record.pk], situation.letters[record.pk], str(record)))
    return found


def _counts(rule: RowRule, situation: Situation, united: list[United], lines: LinePlan | None) -> Counter:
    if isinstance(rule, Move):
        return Counter({record.pk: situation.weight(rule.key, record).count for record in situation.others})
    if lines is not None and rule is lines.rule:
        return Counter(getattr(line, rule.attname) for line in lines.moving)
    one = next(one for one in united if one.rule is rule)
    return Counter(one.parent(row) for row in one.moving())


def _name(rule: RowRule, count: int) -> str:
    meta = rule.model._meta
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)


def left_behind(will_be: Outcome, united: list[United], lines: LinePlan | None) -> list[tuple[str, int, str]]:
    """Values that will not be on the result, as (label, place of the record, words).

    Totals that were computed before and are computed again are no loss.
    """
    found = [
        (state.label, option.letter, option.display)
        for state in will_be.states
        if not state.joined and (state.differs or not state.computed)
        for option in state.options
        if option.display and option.display != state.result_display
    ]
    found += [words for one in will_be.values for words in one.left_behind()]
    for one in united:
        found += [_row(one, row) for row in [*one.dropped(), *one.staying_behind()]]
        found += [_row(one, row) for row in _saying_more(one)]
    return found + (_lines(will_be.situation, lines) if lines else [])


def _row(one: United, row: Model) -> tuple[str, int, str]:
    label = row_label(one.rule, row)
    return label, one.situation.letters[one.parent(row)], row_words(one.rule, row, one.situation.by)


def _saying_more(one: United) -> list[Model]:
    """Rows that give way and are spelled differently from the one that stays, as that will be."""
    filled, reader = _filled(one), one.situation.by
    return [
        row
        for row, stays in one.collapsed()
        if row_words(one.rule, row, reader) != row_words(one.rule, _with(stays, filled.get(stays.pk, {})), reader)
    ]


def _filled(one: United) -> dict[int, dict[str, Any]]:
    """By key of a row that stays what it takes over from equal rows."""
    found: dict[int, dict[str, Any]] = {}
    for name in one.rule.fill:
        for key, _parent, _before, after in one.filled(name):
            found.setdefault(key, {})[name] = decode(after)
    return found


def _with(row: Model, values: dict[str, Any]) -> Model:
    changed = copy(row)
    for name, value in values.items():
        setattr(changed, name, value)
    return changed


def _lines(situation: Situation, lines: LinePlan) -> list[tuple[str, int, str]]:
    counts = Counter(getattr(line, lines.rule.attname) for line in lines.staying_behind)
    label = str(lines.rule.model._meta.verbose_name_plural)
    words = _("%(count)s stay with the order in the trash")
    return [(label, situation.letters[pk], words % {"count": count}) for pk, count in counts.items()]
