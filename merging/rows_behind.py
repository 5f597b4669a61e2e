"""Rows that a merge left with a record in the trash, whose own page is not shown any more: here they can still be read."""

from collections.abc import Sequence

from django.db.models import Model, Prefetch
from django.utils.text import capfirst

from .models import Merge
from .provenance import linked_rows
from .registry import spec_for
from .row_origins import MOST_SHOWN, RowGroup, RowOrigin
from .rules import Lines, Unite
from .sources import Source
from .wording import row_label, row_words


def rows_behind(merge: Merge, sources: Sequence[Source], reader: Model) -> list[RowGroup]:
    """Rows on the records that are still merged, in the order of the merge spec; none of those ``reader`` may not see.

    A few statements per relation, however many rows there are.
    """
    places = {one.record_id: one.place for one in sources if one.is_live and not one.is_hidden}
    if not places or merge.undone_at is not None:
        return []
    rules = (rule for rule in spec_for(merge.record_type).moving if isinstance(rule, Unite | Lines))
    return [group for rule in rules for group in _groups(rule, places, reader)]


def _groups(rule: Unite | Lines, places: dict[int, int], reader: Model) -> list[RowGroup]:
    rows = rule.model._base_manager.filter(**{f"{rule.attname}__in": list(places)}).order_by(rule.attname, "pk")
    fields = [rule.model._meta.get_field(name) for name in rule.same]
    shown = list(rows.prefetch_related(*(Prefetch(one.name, linked_rows(one)) for one in fields if one.is_relation))[:MOST_SHOWN])
    groups: dict[str, RowGroup] = {}
    for row in shown:
        label = _label(rule, row)
        origin = RowOrigin(places[getattr(row, rule.attname)], row_words(rule, row, reader))
        groups.setdefault(label, RowGroup(label)).rows.append(origin)
    if len(shown) == MOST_SHOWN:
        list(groups.values())[-1].more = rows.count() - MOST_SHOWN
    return list(groups.values())


def _label(rule: Unite | Lines, row: Model) -> str:
    return row_label(rule, row) if isinstance(rule, Unite) else capfirst(str(rule.model._meta.verbose_name_plural))
