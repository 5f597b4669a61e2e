"""Records that are already there, found by external number or name: a few statements per batch, whatever its size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from crm_merge.ui.folding import fold, sort_key
from merging import services as merging
from orders.importing.recognising import Key
from orders.importing.sentences import say
from orders.models import Record
from trash.models import Why

from .outcome import Refused, Skipped
from .rights import visible


@dataclass
class Match:
    """What an external number belongs to, as far as the importing person may read it."""

    live: list[Record] = field(default_factory=list)
    homes: list[Record] = field(default_factory=list)
    trashed: list[Record] = field(default_factory=list)

    def to_write(self, reference: Any) -> Record | None:
        """The record a row of the file is about; None when it is new.

        A merged record's data is decided where it went, and nothing is written onto the trash (P11, P12).
        """
        if not self.live and self.homes:
            sentence = noop("It was merged into %(record)s, where its data is decided. Nothing was changed.")
            raise Skipped(say(sentence, record=self.homes[0].label))
        return self._one(reference)

    def to_attach(self, reference: str) -> Record | None:
        """The record that other rows may point to: for a merged one the record that holds its data now."""
        if not self.live and self.homes:
            return self.homes[0]
        return self._one(reference)

    def _one(self, reference: str) -> Record | None:
        if len(self.live) > 1:
            names = ", ".join(record.label for record in self.live[:3])
            sentence = noop("“%(reference)s” fits more than one record: %(records)s. Merge them first.")
            raise Refused(say(sentence, reference=reference, records=names))
        if not self.live and self.trashed:
            sentence = noop("%(record)s is in the trash. Restore it first, or remove the row.")
            raise Refused(say(sentence, record=self.trashed[0].label))
        return self.live[0] if self.live else None


NOTHING = Match()


class Matches:
    """Matches of one record type; names are asked of types that have a ``name``.

    ``lock`` takes what is found for writing, in the order of the keys.
    """

    def __init__(self, model: type[Record], by: User | None, *, lock: bool = False) -> None:
        self.model, self.by, self.lock = model, by, lock
        self.by_reference: dict[str, Match] = {}
        self.by_name: dict[str, Match] = {}

    def load(self, references: Iterable[str], names: Iterable[str] = ()) -> None:
        references, names = set(references) - {""}, set(names) - {""}
        self.by_reference = self._keyed("reference", references) if references else {}
        self.by_name = self._named(names) if names else {}

    def load_by(self, key: Key, values: Iterable[Any]) -> None:
        """Find records by another key; ``referenced`` then takes values of that key."""
        wanted = set(values) - {None, ""}
        self.by_reference = self._keyed(key.path, wanted, dict(key.extra)) if wanted else {}

    def referenced(self, reference: Any) -> Match:
        return self.by_reference.get(reference, NOTHING)

    def named(self, name: str) -> Match:
        return self.by_name.get(fold(name), NOTHING)

    def live_keys(self) -> set[int]:
        """The keys of the live records that were found."""
        matches = (*self.by_reference.values(), *self.by_name.values())
        return {record.pk for match in matches for record in match.live}

    def _keyed(self, path: str, values: set[Any], extra: Mapping[str, str] | None = None) -> dict[Any, Match]:
        """By each value what has it at ``path``. A record that has several of the values is found by each."""
        found: dict[Any, Match] = {}
        everything = self.model.objects.filter(**{f"{path}__in": values}, **(extra or {}))
        pairs = set(everything.values_list("pk", path))
        merged = dict(everything.filter(trash_entry__why=Why.MERGED).values_list("pk", path))
        rows = self._read(self.model.objects.filter(pk__in={key for key, _value in pairs} - set(merged)))
        records = {record.pk: record for record in rows}
        for key, value in sorted(pairs):
            if (record := records.get(key)) is not None and value in values:
                match = found.setdefault(value, Match())
                (match.live if record.is_live else match.trashed).append(record)
        self._follow(merged, found)
        return found

    def _follow(self, merged: dict[int, Any], found: dict[Any, Match]) -> None:
        homes = merging.homes(self.model._meta.label_lower, merged) if merged else {}
        if not homes:
            return
        live = {record.pk: record for record in self._read(self.model.objects.live().filter(pk__in=set(homes.values())))}
        for key, home in homes.items():
            if home in live:
                found.setdefault(merged[key], Match()).homes.append(live[home])

    def _named(self, names: set[str]) -> dict[str, Match]:
        """Live records only: a name is no identity, so what lies in the trash under it says nothing."""
        found: dict[str, Match] = {}
        asked = {fold(name) for name in names}
        keys = {spelling[:200] for name in names for spelling in _spellings(name)}
        for record in self._read(self.model.objects.live().filter(sort_key__in=keys)):
            if (name := fold(record.name)) in asked:
                found.setdefault(name, Match()).live.append(record)
        return found

    def _read(self, queryset: QuerySet) -> QuerySet:
        rows = visible(queryset, self.by).select_related(*_pointed_at(self.model)).order_by("pk")
        return rows.select_for_update(of=("self",)) if self.lock else rows



def _spellings(name: str) -> set[str]:
    """The sort keys under which a name may stand: Büro, Buero and, when asked for Buero, Büro."""
    folded = fold(name)
    return {sort_key(name), folded, folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")}


def _pointed_at(model: type[Record]) -> list[str]:
    """What a row may be compared in, read along with it."""
    return [name for name in ("responsible", "stage", "company") if hasattr(model, f"{name}_id")]
