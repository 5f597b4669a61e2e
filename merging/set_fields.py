"""The values that a merge writes on the primary, and how they are taken back."""

from copy import copy
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from crm_merge.audit.bulk import update_with_history

from .changes import Change, Conflict, Return
from .field_states import words
from .handing_over import Led, hand_over
from .held import as_columns, is_part, put, split, value_at
from .journal import decode, encode
from .loops import looping_keys
from .models import JournalLine
from .references import writable
from .rules import Part

Entries = list[dict[str, Any]]
DERIVED = "derived"


class SetFields(Change):
    """Write values on the primary.

    ``data["fields"]``: name, group (fields of one group are one value), before, after, from (a record key, ``join``,
    or ``derived`` for what follows from other values).
    """

    kind = "set_fields"

    def describe(self) -> str:
        labels = [self._label(name) for name in self.groups() if self.is_decided(name)]
        if not labels:
            return _("The primary keeps its values.")
        return _("Values taken over: %(fields)s") % {"fields": ", ".join(labels)}

    def missing(self) -> str:
        for one in self.data["fields"]:
            try:
                self.model._meta.get_field(split(one["name"])[0])
            except FieldDoesNotExist:
                return one["name"]
        return ""

    @cached_property
    def _parts(self) -> dict[str, Part]:
        """The parts that the change writes, for their labels."""
        return {part.name: part for part in self.spec.parts([])}

    def _label(self, name: str) -> str:
        if is_part(name):
            return str(self._parts[name].label if name in self._parts else split(name)[1])
        return str(self.model._meta.get_field(name).verbose_name)

    def groups(self) -> dict[str, Entries]:
        """The entries by the value they belong to."""
        found: dict[str, Entries] = {}
        for one in self.data["fields"]:
            found.setdefault(one["group"], []).append(one)
        return found

    def is_decided(self, group: str) -> bool:
        """Whether the value was chosen, not computed from others."""
        return any(one["from"] != DERIVED for one in self.groups()[group])

    def apply(self, line: JournalLine, *, by: Model) -> None:
        self._write({one["name"]: decode(one["after"]) for one in self.data["fields"]})

    def revert(self, back: Return) -> None:
        """Put back what still holds what the merge wrote; later edits stay unless ``put_back`` names them (P4)."""
        if not back.whole:
            return
        record = copy(back.primary)
        edited = self.edited(back) - back.put_back
        values: dict[str, Any] = {}
        for group, entries in self.groups().items():
            if group not in edited:
                values |= self._before(entries, back)
        for name, value in values.items():
            put(record, name, value)
        self._write(values | (dict(self.spec.derive(record)) if edited else {}))
        self._hand_over(values)

    def _hand_over(self, values: dict[str, Any]) -> None:
        """A link that leads to what its record was merged into since goes home when that merge is taken back."""
        led: Led = {}
        for one in self._links(self.data["fields"]):
            if values.get(one["name"]) not in (None, one["before"]):
                led[self._field(one)] = {self.primary_id: one["before"]}
        hand_over(self.model, [], led)

    def conflicts(self, back: Return) -> list[Conflict]:
        record = back.primary
        edited, groups = self.edited(back), self.groups()
        open_ones = [name for name in groups if name in edited and self.is_decided(name)]
        return [self._conflict(name, record, back.by) for name in open_ones if not self._holds(record, groups[name], "before")]

    def edited(self, back: Return) -> set[str]:
        """Groups that somebody changed since. A total that followed the lines is nobody's edit."""
        found = {group for group, entries in self.groups().items() if not self._holds(back.primary, entries, "after")}
        settled = self.spec.settled
        return found - {settled.name} if settled and not back.entered else found

    def lost(self, back: Return) -> list[str]:
        """Labels of links that cannot be put back because what they led to is no longer there."""
        found = []
        for group, entries in self.groups().items():
            kept = self._before(entries, back)
            if any(not kept.get(one["name"]) for one in self._links(entries)):
                found.append(self._label(group))
        return found

    def _holds(self, record: Model, entries: Entries, when: str) -> bool:
        """Whether the record holds exactly what it did before or after the merge."""
        return all(encode(value_at(record, one["name"])) == one[when] for one in entries)

    def _links(self, entries: Entries) -> Entries:
        """Entries that were a link before the merge."""
        columns = [one for one in entries if not is_part(one["name"])]
        return [one for one in columns if isinstance(self._field(one), ForeignKey) and one["before"] is not None]

    def _field(self, entry: dict[str, Any]):
        return self.model._meta.get_field(entry["name"])

    def _before(self, entries: Entries, back: Return) -> dict[str, Any]:
        """Values from before the merge; a link as it can be written now, left as it is where it may not be empty."""
        values = {one["name"]: decode(one["before"]) for one in entries}
        for one in self._links(entries):
            field, key = self._field(one), values[one["name"]]
            reached = writable(field, [key], back.merge).get(key)
            values[one["name"]] = None if reached in _looping(field, back.primary, reached) else reached
            if values[one["name"]] is None and not field.null:
                del values[one["name"]]
        return values

    def _conflict(self, group: str, record: Model, by: Model) -> Conflict:
        before = copy(record)
        for one in self.groups()[group]:
            put(before, one["name"], decode(one["before"]))
        if is_part(group):
            part = next(part for part in self.spec.parts([record, before], by) if part.name == group)
            return Conflict(group, str(part.label), *(_said(part, value_at(one, group)) for one in (record, before)))
        rule = next(rule for rule in self.spec.chosen if rule.name == group)
        column = self.model._meta.get_field(group)
        say = rule.show or (lambda shown: words(shown, column, by))
        return Conflict(group, str(rule.label or column.verbose_name), say(record), say(before))

    def _write(self, values: dict[str, Any]) -> None:
        rows = self.model._base_manager.filter(pk=self.primary_id)
        update_with_history(rows, as_columns(self.model, values) | dict(self.spec.touch()))


def _said(part: Part, value: Any) -> str:
    return "" if value is None else part.show(value)


def _looping(field: ForeignKey, record: Model, key: int | None) -> set[int]:
    """``key`` if the record would become its own ancestor by it."""
    if key is None or field.related_model is not type(record):
        return set()
    tried = type(record)(pk=record.pk, **{field.attname: key})
    return looping_keys(field, [tried])
