"""Everything read about the records of a draft merge, after checking that they may be merged at all.

The choices of a draft (``MergeSession.choices``) name records and rows, never values:
``{"fields": {name: {"from": record key} | {"join": true}}, "rows": {group: {"off": [row keys]}},
"lines": "all" | "combine" | "primary"}``. A group of values in a JSON column has marks instead of row keys
(``value_states.mark_of``). Whatever is missing or no longer fits means "as suggested".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from crm_merge.access.permissions import covers
from crm_merge.database.prepared import Key, prepared

from . import registry
from .errors import MergeNotAllowed
from .homes import current_home
from .models import MergeSession
from .registry import MergeSpec
from .related import Rows, Weight, Weights, by_record, read_rows, weigh
from .rules import Part


@dataclass(frozen=True)
class Situation:
    """The records in the order of their letters, their related rows, and what the person decided so far."""

    spec: MergeSpec
    by: Model
    records: Sequence[Model]
    primary: Model
    choices: Mapping[str, Any]
    weights: Weights
    rows: Rows

    @cached_property
    def others(self) -> list[Model]:
        return [record for record in self.records if record.pk != self.primary.pk]

    @cached_property
    def ordered(self) -> list[Model]:
        """The primary first, then the others by letter: whose row stays when two are equal."""
        return [self.primary, *self.others]

    @cached_property
    def letters(self) -> dict[int, int]:
        return {record.pk: place for place, record in enumerate(self.records)}

    @cached_property
    def parts(self) -> list[Part]:
        """The values inside JSON columns that are in use, or that one of the records has."""
        found = self.spec.parts(self.records, self.by)
        return [part for part in found if part.in_use or any(part.key in getattr(one, part.column) for one in self.records)]

    @cached_property
    def rows_of(self) -> Mapping[int, Mapping[str, list[Model]]]:
        return by_record(self.rows, {rule.key: rule for rule in self.spec.moving})

    def weight(self, key: str, record: Model) -> Weight:
        return self.weights.get(key, {}).get(record.pk, Weight())

    def related_count(self, record: Model) -> int:
        return sum(self.weight(rule.key, record).count for rule in self.spec.moving)

    def ordered_rows(self, key: str) -> list[Model]:
        """Rows of one relation: the primary's, then the others' by letter."""
        return [row for record in self.ordered for row in self.rows_of[record.pk][key]]


def read_situation(session: MergeSession, *, by: Model, lock: bool = False) -> Situation:
    """Read the records and their rows; with ``lock`` records first, in key order, then rows, nothing read before.

    Raises ``MergeNotAllowed`` when a record is gone, in the trash, or the rights of P15 are missing.
    """
    spec = registry.spec_for(session.record_type)
    ids = list(session.record_ids)
    records = _records(spec, ids, lock=lock)
    primary = next((record for record in records if record.pk == session.primary_id), records[0])
    _check_live(spec, records, by)
    check_rights(records, primary, by)
    weights = weigh(spec, ids, lock=lock)
    return Situation(spec, by, records, primary, session.choices, weights, read_rows(spec, ids, weights))


def _records(spec: MergeSpec, ids: list[int], *, lock: bool) -> list[Model]:
    if lock:
        list(spec.model._base_manager.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))
    found = {record.pk: record for record in _with_links(ids, spec=spec)}
    if len(found) < len(ids):
        raise MergeNotAllowed(_("One of the records was deleted permanently. Start again with the others."))
    return [found[key] for key in ids]


@prepared
def _with_links(ids: Key, *, spec: MergeSpec) -> QuerySet:
    return spec.queryset().filter(pk__among=ids)


def _check_live(spec: MergeSpec, records: Sequence[Model], by: Model) -> None:
    for record in records:
        if record.trash_entry_id is not None and covers(by, "read", record):
            raise MergeNotAllowed(_where_it_is(spec, record, by))


def _where_it_is(spec: MergeSpec, record: Model, by: Model) -> str:
    home = current_home(spec.key, record.pk)
    holder = spec.queryset().filter(pk=home).first() if home and home != record.pk else None
    if holder is not None and covers(by, "read", holder):
        sentence = _("%(record)s was already merged. Its data is now on %(primary)s.")
        return sentence % {"record": record, "primary": holder}
    return _("%(record)s is in the trash and cannot be merged. Restore it first.") % {"record": record}


def check_rights(records: Sequence[Model], primary: Model, by: Model) -> None:
    """*Edit* on the primary, *edit* and *delete* on every other record (P15). Raises ``MergeNotAllowed``."""
    for record in records:
        if not covers(by, "read", record):
            raise MergeNotAllowed(_("You may not see one of the records any more."), status=403)
        if not covers(by, "edit", record):
            sentence = _("Your roles do not allow you to edit %(record)s. Merging needs this right on every record.")
            raise MergeNotAllowed(sentence % {"record": record}, status=403)
        if record.pk != primary.pk and not covers(by, "delete", record):
            sentence = _("Your roles do not allow you to delete %(record)s. Only the primary may stay without this right.")
            raise MergeNotAllowed(sentence % {"record": record}, status=403)
