"""From which record each related row of a merged record came, as its reader may see it. Statements do not grow with rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Model, Prefetch, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import registry
from .changes import Change
from .journal import change_from
from .models import JournalLine, Merge, MovedRow
from .provenance import linked, linked_rows, rebuilt
from .rules import RowRule, Unite
from .sources import Source
from .wording import row_label, row_words

MOST_SHOWN = 30  # rows of one relation in words; more are counted


@dataclass(frozen=True)
class RowOrigin:
    """A row in words and the place of its record; ``note`` says what became of it unless it just moved."""

    place: int
    display: str
    note: str = ""


@dataclass
class RowGroup:
    """The rows of one kind. ``counts`` are (place, number) where rows are counted only, ``more`` the rows beyond the shown."""

    label: str
    rows: list[RowOrigin] = field(default_factory=list)
    counts: list[tuple[int, int]] = field(default_factory=list)
    more: int = 0


def row_groups(merge: Merge, lines: Sequence[JournalLine], sources: Sequence[Source], reader: Model) -> list[RowGroup]:
    """What moved to the primary and what became one with a row of it, in the order of the merge spec.

    Rows of records that ``reader`` may not see are left out.
    """
    return _Origins(merge, lines, sources, reader).groups()


class _Origins:
    def __init__(self, merge: Merge, lines: Sequence[JournalLine], sources: Sequence[Source], reader: Model) -> None:
        self.merge, self.reader = merge, reader
        self.spec = registry.spec_for(merge.record_type)
        self.places = {source.record_id: source.place for source in sources if not source.is_hidden}
        self.changes: dict[str, list[tuple[JournalLine, Change]]] = defaultdict(list)
        for line in lines:
            if "relation" in line.data:
                self.changes[line.data["relation"]].append((line, change_from(line)))
        self.counts = self._counted()

    def groups(self) -> list[RowGroup]:
        return [group for rule in self.spec.moving if rule.key in self.changes for group in self._groups(rule)]

    def _counted(self) -> dict[int, Counter]:
        """Per line of the journal how many rows moved from which record. One statement."""
        found: dict[int, Counter] = defaultdict(Counter)
        moved = MovedRow.objects.filter(line__merge=self.merge, from_id__in=list(self.places))
        for line, origin, number in moved.values_list("line_id", "from_id").annotate(Count("pk")).order_by():
            found[line][origin] += number
        return found

    def _groups(self, rule: RowRule) -> Iterable[RowGroup]:
        if isinstance(rule, Unite):
            return self._named(rule)
        counts: Counter = Counter()
        for line, change in self.changes[rule.key]:
            counts += self.counts[line.pk]
            counts += Counter(values[rule.attname] for values in kept(change) if values[rule.attname] in self.places)
        group = RowGroup(capfirst(str(rule.model._meta.verbose_name_plural)))
        group.counts = sorted((self.places[origin], number) for origin, number in counts.items())
        return [group] if group.counts else []

    def _named(self, rule: Unite) -> Iterable[RowGroup]:
        rows = self._rows(rule)
        related = [rule.model._meta.get_field(name) for name in rule.same]
        links = [Prefetch(one.name, linked_rows(one)) for one in related if one.is_relation]
        prefetch_related_objects([row for row, _origin, _note in rows], *links)
        groups: dict[str, RowGroup] = {}
        for row, origin, note in rows:
            label = row_label(rule, row)
            shown = RowOrigin(self.places[origin], self._words(rule, row), note)
            groups.setdefault(label, RowGroup(label)).rows.append(shown)
        beyond = self._number(rule) - len(rows)
        if groups and beyond > 0:
            list(groups.values())[-1].more = beyond
        return groups.values()

    def _words(self, rule: Unite, row: Model) -> str:
        """A row may link to something that was deleted since."""
        for name in rule.same:
            column = rule.model._meta.get_field(name)
            if column.is_relation and getattr(row, name, None) is None:
                return linked(row, column, self.reader)
        return row_words(rule, row, self.reader)

    def _number(self, rule: Unite) -> int:
        return sum(
            sum(self.counts[line.pk].values()) + sum(values[rule.attname] in self.places for values in kept(change))
            for line, change in self.changes[rule.key]
        )

    def _rows(self, rule: Unite) -> list[tuple[Model, int, str]]:
        """Rows that moved, as they are now, and rows that the journal keeps, each with the record it came from."""
        found = self._moved(rule)
        for _line, change in self.changes[rule.key]:
            for values in kept(change)[: MOST_SHOWN - len(found)]:
                if values[rule.attname] in self.places:
                    found.append((rebuilt(rule.model, values), values[rule.attname], NOTES[change.kind]()))
        return found

    def _moved(self, rule: Unite) -> list[tuple[Model, int, str]]:
        """Only rows that are still on a record of this merge: where others went, the reader may have no business."""
        lines = [line.pk for line, _change in self.changes[rule.key] if self.counts[line.pk]]
        if not lines:
            return []
        moved = MovedRow.objects.filter(line__in=lines, from_id__in=list(self.places)).order_by("line_id", "row_id")
        origins = dict(moved.values_list("row_id", "from_id")[:MOST_SHOWN])
        rows = rule.model._base_manager.filter(pk__in=list(origins), **{f"{rule.attname}__in": list(self.places)})
        return sorted(((row, origins[row.pk], "") for row in rows), key=lambda one: (self.places[one[1]], one[0].pk))


def kept(change: Change) -> list[dict]:
    """The rows that a journal line holds whole."""
    return [one["row"] for one in change.data["rows"]] if change.kind in NOTES else []


NOTES = {
    "collapse_rows": lambda: _("said the same as a row of the result"),
    "drop_rows": lambda: _("not kept"),
    "combine_rows": lambda: _("combined with an equal one"),
}
