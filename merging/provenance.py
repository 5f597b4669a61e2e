"""Where every value of a merged record came from, read from the exact values kept by the merge.

A bounded number of statements for any number of merges of one type, records and fields (P17). What came from a record
the reader may not see is neither shown nor attributed (P15).
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model, Prefetch, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm_merge.access.registry import record_types

from . import registry
from .field_states import JOIN
from .held import put, split, value_at
from .journal import change_from, decode
from .models import JournalLine, Merge
from .rules import Choose, Keep, Part
from .set_fields import SetFields
from .sources import Source
from .wording import linked_words, words

TAKEN, JOINED, COMPUTED, HIDDEN = "taken", "joined", "computed", "hidden"


@dataclass(frozen=True)
class ValueOf:
    """What one record had; ``is_taken`` when it is on the result. Of several values ``left`` names those that are not."""

    place: int
    display: str
    is_taken: bool
    left: str = ""


@dataclass(frozen=True)
class Provenance:
    """One field: what every record had and ``how`` the result came by its value.

    ``result`` has the words of a joined or computed value, which no single record had.
    """

    label: str
    values: list[ValueOf]
    how: str = TAKEN
    result: str = ""

    @property
    def differs(self) -> bool:
        return self.how != TAKEN or len({value.display for value in self.values}) > 1


Sources = Mapping[int, Sequence[Source]]  # merge key → its records


def provenance(
    merges: Sequence[Merge], sources: Sources, reader: Model, *, known: Model | None = None
) -> dict[int, list[Provenance]]:
    """Per merge (all of one type) the fields in the order of its merge spec.

    What the record ``known``, read with its links, points to need not be read again.
    """
    if not merges:
        return {}
    spec = registry.spec_for(merges[0].record_type)
    written = _written(merges)
    read = [_read(spec, merge, sources[merge.pk], written.get(merge.pk), reader) for merge in merges]
    everything = [record for one in read for record in (one.result, *one.records.values())]
    _read_linked(spec, everything, known)
    parts = spec.parts(everything, reader)
    return {one.merge.pk: [*(one.row(rule) for rule in _shown(spec)), *one.part_rows(parts)] for one in read}


def _written(merges: Sequence[Merge]) -> dict[int, SetFields]:
    """What each merge wrote on its primary; one statement."""
    lines = JournalLine.objects.filter(merge__in=merges, kind=SetFields.kind)
    by_key = {merge.pk: merge for merge in merges}
    found = {}
    for line in lines:
        line.merge = by_key[line.merge_id]
        found[line.merge_id] = change_from(line)
    return found


def _shown(spec: registry.MergeSpec) -> list[Choose]:
    """The chosen fields, then the kept ones that tell something and do not identify the record."""
    kept = [name for rule in spec.fields if isinstance(rule, Keep) for name in rule.names]
    fields = [spec.model._meta.get_field(name) for name in kept if name not in spec.bookkeeping]
    return spec.chosen + [Choose((field.name,)) for field in fields if not (field.unique or field.is_relation)]


def rebuilt(model: type[Model], values: Mapping[str, Any]) -> Model:
    """A row from the exact values that a merge kept, unsaved."""
    columns = {field.attname for field in model._meta.concrete_fields}
    return model(**{name: decode(value) for name, value in values.items() if name in columns})


def _read_linked(spec: registry.MergeSpec, records: Sequence[Model], known: Model | None) -> None:
    """Read what the records point to; one statement per field, with the owner that decides who may see it."""
    names = [name for rule in spec.chosen for name in rule.names if spec.model._meta.get_field(name).is_relation]
    fields = [spec.model._meta.get_field(name) for name in names]
    for field in fields:
        found = field.get_cached_value(known, default=None) if known else None
        for record in records:
            if found is not None and getattr(record, field.attname) == found.pk:
                field.set_cached_value(record, found)
    prefetch_related_objects(list(records), *(Prefetch(field.name, linked_rows(field)) for field in fields))


def linked_rows(field: Field):
    """The rows a foreign key may point to, with what is needed to decide who may see them."""
    owned = record_types().get(field.related_model._meta.label_lower)
    rows = field.related_model._base_manager.all()
    return rows.select_related(owned.owner) if owned else rows


@dataclass(frozen=True)
class _OfMerge:
    """One merge, read."""

    merge: Merge
    sources: Sequence[Source]
    records: Mapping[int, Model]
    result: Model
    written: SetFields | None
    reader: Model

    def row(self, rule: Choose) -> Provenance:
        field = self.result._meta.get_field(rule.name)
        return self._row(rule.name, rule.label or field.verbose_name, lambda record: self._words(rule, field, record))

    def part_rows(self, parts: Sequence[Part]) -> list[Provenance]:
        """The values inside JSON columns that at least one of the records had."""
        return [self._part_row(part) for part in parts if any(self._has(record, part) for record in self.records.values())]

    def _has(self, record: Model, part: Part) -> bool:
        return value_at(record, part.name) is not None

    def _part_row(self, part: Part) -> Provenance:
        if part.several:
            return self._several_row(part)
        words = lambda record: part.show(value_at(record, part.name)) if self._has(record, part) else ""  # noqa: E731
        return self._row(part.name, part.label, words)

    def _row(self, name: str, label: Any, words: Callable[[Model], str]) -> Provenance:
        source = self._source(name)
        how = self._how(source)
        said = [(one, words(self.records[one.record_id])) for one in self.sources if one.values is not None]
        values = [
            ValueOf(one.place, text, one.record_id == source or (how == JOINED and bool(text))) for one, text in said
        ]
        shown = how in (JOINED, COMPUTED) and len(self.records) == len(self.sources)
        return Provenance(capfirst(str(label)), values, how, words(self.result) if shown else "")

    def _several_row(self, part: Part) -> Provenance:
        """Value by value: which of each record's are on the result."""
        kept = {part.compare([value]) for value in value_at(self.result, part.name) or ()}
        values = []
        for one in (one for one in self.sources if one.values is not None):
            held = value_at(self.records[one.record_id], part.name) or []
            left = [value for value in held if part.compare([value]) not in kept]
            values.append(ValueOf(one.place, part.show(held), len(left) < len(held), part.show(left)))
        return Provenance(capfirst(str(part.label)), values, self._how(self._source(part.name)))

    def _source(self, name: str) -> int | str:
        """The record whose value is on the result, ``join`` or ``derived``; what was not written is the primary's own."""
        entries = self.written.groups().get(name) if self.written else None
        return entries[0]["from"] if entries else self.merge.primary_id

    def _how(self, source: int | str) -> str:
        if isinstance(source, str):
            return JOINED if source == JOIN else COMPUTED
        return TAKEN if source in self.records else HIDDEN

    def _words(self, rule: Choose, field: Field, record: Model) -> str:
        if rule.show is not None:
            return rule.show(record)
        return linked(record, field, self.reader) if field.is_relation else words(record, field, self.reader)


def _read(
    spec: registry.MergeSpec, merge: Merge, sources: Sequence[Source], written: SetFields | None, reader: Model
) -> _OfMerge:
    """The records as they were before the merge, rebuilt from the values it kept, and the primary as the merge left it."""
    records = {source.record_id: rebuilt(spec.model, source.values) for source in sources if source.values is not None}
    result = copy(records[merge.primary_id])
    names = {field.name for field in spec.model._meta.concrete_fields}
    for one in written.data["fields"] if written else ():
        if split(one["name"])[0] in names:  # a field that the program no longer has is not shown
            put(result, one["name"], decode(one["after"]))
    return _OfMerge(merge, sources, records, result, written, reader)


def linked(row: Model, field: Field, reader: Model) -> str:
    """What a foreign key of a row kept by a merge points to; a row deleted since is named by its key."""
    key = getattr(row, field.attname)
    found = getattr(row, field.name, None)
    if key is not None and found is None:
        return _("deleted (key %(key)s)") % {"key": key}
    return linked_words(found, reader)
