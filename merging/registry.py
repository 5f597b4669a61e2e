"""The door for record apps: which types can be merged, and by which rules."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model, QuerySet

from crm_merge.access.registry import record_types
from crm_merge.ui.display import display

from .rules import Choose, FieldRule, Lines, Part, Parts, RowRule, Stay
from .wording import linked_words


@dataclass(frozen=True)
class MergeSpec:
    """How records of ``model`` become one.

    ``card(record, reader)`` gives the facts that tell records apart, as (label, value), without names of records that
    ``reader`` may not read (``linked_words``). ``derive(record)`` gives the values
    of the derived fields. ``touch()`` gives the bookkeeping columns (``bookkeeping``) to write with every change;
    they are the only ones an undone merge may leave different. ``owner`` is the lookup path to the responsible
    person, read together with the record. ``remarks(result)`` gives sentences about the unsaved record as it will be,
    which the preview shows; they keep nobody from merging.
    """

    model: type[Model]
    fields: Sequence[FieldRule]
    relations: Sequence[RowRule]
    card: Callable[[Model, Model], list[tuple[Any, Any]]]
    derive: Callable[[Model], Mapping[str, Any]] = lambda record: {}
    touch: Callable[[], Mapping[str, Any]] = dict
    bookkeeping: frozenset[str] = frozenset()
    owner: str = "responsible"
    remarks: Callable[[Model], list[str]] = lambda result: []

    @property
    def key(self) -> str:
        """The record type as stored: ``orders.order``."""
        return self.model._meta.label_lower

    @property
    def chosen(self) -> list[Choose]:
        return [rule for rule in self.fields if isinstance(rule, Choose)]

    def parts(self, records: Sequence[Model], reader: Model | None = None) -> list[Part]:
        """The values inside JSON columns: all that are declared, and whatever else lies on ``records``."""
        found: list[Part] = []
        for rule in (rule for rule in self.fields if isinstance(rule, Parts)):
            columns = [getattr(record, rule.column) for record in records]
            declared = rule.read(columns, reader)
            known = {part.key for part in declared}
            strange = dict.fromkeys(key for column in columns for key in column if key not in known)
            found += [*declared, *(undeclared(rule.column, key) for key in strange)]
        return found

    @property
    def moving(self) -> list[RowRule]:
        """The relations whose rows a merge may touch."""
        return [rule for rule in self.relations if not isinstance(rule, Stay)]

    @property
    def lines(self) -> Lines | None:
        return next((rule for rule in self.relations if isinstance(rule, Lines)), None)

    @property
    def settled(self) -> Choose | None:
        """The value that follows from the line items."""
        name = self.lines.settles if self.lines else ""
        return next((rule for rule in self.chosen if rule.name == name), None)

    def declared_fields(self) -> Iterator[str]:
        for rule in self.fields:
            yield from rule.names

    def relation(self, key: str) -> RowRule:
        """The rule with that key. Raises ``LookupError`` when the relation is no longer declared."""
        for rule in self.relations:
            if rule.key == key:
                return rule
        raise LookupError(f"No rule for {key} in the merge spec of {self.key}.")

    def queryset(self) -> QuerySet:
        """The records with everything that a card and the comparison show."""
        related = {self.owner}
        for name in (name for rule in self.chosen for name in rule.names):
            related |= set(read_along(self.model._meta.get_field(name)))
        return self.model._base_manager.select_related(*sorted(related))


def undeclared(column: str, key: str) -> Part:
    """A value that nobody declares any more is carried along under its key, as it is stored."""
    return Part(column, key, key, show=display, compare=lambda value: json.dumps(value, sort_keys=True), in_use=False)


def read_along(link: Field) -> list[str]:
    """What is read along to show a link: the row it leads to, with the owner that decides who may see it."""
    if not link.many_to_one:
        return []
    owned = record_types().get(link.related_model._meta.label_lower)
    return [link.name, f"{link.name}__{owned.owner}"] if owned else [link.name]


_specs: dict[str, MergeSpec] = {}


def register(spec: MergeSpec) -> None:
    """Declare that records of ``spec.model`` can be merged. Declaring a type again replaces the declaration."""
    _specs[spec.key] = spec


def unregister(model: type[Model]) -> None:
    """Take a declaration back."""
    _specs.pop(model._meta.label_lower, None)


def specs() -> list[MergeSpec]:
    """The declared types in the order of declaration."""
    return list(_specs.values())


def spec_for(record_type: str | type[Model]) -> MergeSpec:
    """The spec of a model or of a stored record type. Raises ``LookupError`` when it was not declared."""
    key = record_type if isinstance(record_type, str) else record_type._meta.label_lower
    if key not in _specs:
        raise LookupError(f"{key} cannot be merged. Declare it with merging.registry.register(MergeSpec(…)).")
    return _specs[key]


__all__ = ["MergeSpec", "linked_words", "read_along", "register", "spec_for", "specs", "unregister"]
