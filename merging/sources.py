"""The records that went into a merge, as a reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.models import Scope
from crm_merge.access.permissions import permitted, scope_of

from . import registry
from .models import Merge, MergedRecord


@dataclass(frozen=True)
class Source:
    """One record that went into a merge. ``values`` is None when its reader may not see it."""

    record_id: int
    place: int
    label: str
    is_primary: bool = False
    values: dict | None = None
    is_live: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.values is None


def sources_of(merges: Sequence[Merge], reader: Model) -> dict[int, list[Source]]:
    """Per merge (all of one type) its records by letter; the caller checked that the primaries are readable.

    Records that ``reader`` may not read keep their letter only. One statement, none for readers of everything.
    """
    merged = [one for merge in merges for one in merge.records.all()]
    seen = _readable(merged, reader)
    return {merge.pk: _by_letter(merge, seen) for merge in merges}


def _readable(merged: Sequence[MergedRecord], reader: Model) -> set[int]:
    """A record deleted permanently has no owner any more: it is for readers of all records of the type only."""
    ids = {one.record_id for one in merged}
    if not ids or scope_of(reader, merged[0].record_type, "read") == Scope.ALL:
        return ids
    model = registry.spec_for(merged[0].record_type).model
    return set(permitted(model._base_manager.filter(pk__in=ids), user=reader).values_list("pk", flat=True))


def _by_letter(merge: Merge, seen: set[int]) -> list[Source]:
    merged = list(merge.records.all())
    primary = Source(merge.primary_id, primary_place(merge), merge.primary_label, is_primary=True, values=merge.primary_values)
    return sorted([primary, *(_source(one, seen) for one in merged)], key=lambda source: source.place)


def primary_place(merge: Merge) -> int:
    """The letter no merged record has."""
    taken = {one.letter for one in merge.records.all()}
    return next(place for place in range(len(taken) + 1) if place not in taken)


def _source(one: MergedRecord, seen: set[int]) -> Source:
    if one.record_id in seen:
        return Source(one.record_id, one.letter, one.label, values=one.values, is_live=one.is_live)
    return Source(one.record_id, one.letter, _("A record you may not see"))
