"""The values of a row that an operation may have written, each of one or more columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Field, ForeignKey, Model

from crm_merge.access.registry import record_types
from crm_merge.audit.statements import history_of
from crm_merge.audit.words import title

from .registry import rules_of

BOOKKEEPING = {"version", "trash_entry"}


@dataclass(frozen=True)
class Value:
    """``is_derived`` values follow from the others and are nobody's edit."""

    fields: tuple[Field, ...]
    is_derived: bool = False
    follows: str = ""

    @property
    def name(self) -> str:
        return self.fields[0].name

    @property
    def label(self) -> str:
        return title(self.fields[0])

    @property
    def links(self) -> list[ForeignKey]:
        return [field for field in self.fields if field.many_to_one or field.one_to_one]


def values_of(model: type[Model]) -> list[Value]:
    """Everything in a row but its key and its bookkeeping; what follows from other values comes last, as one."""
    rules = rules_of(model)
    named = {field.name: field for field in recorded_fields(model) if not is_bookkeeping(field)}
    groups = {name: group for group in rules.together for name in group}
    values, derived = [], []
    for name, field in named.items():
        group = groups.get(name, (name,))
        if name != group[0]:
            continue
        if field.editable or name in groups:
            fields = tuple(named[other] for other in group)
            values.append(Value(fields, follows=rules.follows if rules.follows in group else ""))
        else:
            derived.append(field)
    return [*values, Value(tuple(derived), is_derived=True)] if derived else values


def recorded_fields(model: type[Model]) -> Iterator[Field]:
    """The fields of ``model`` that its history keeps."""
    kept = {field.name for field in history_of(model)._meta.concrete_fields}
    return (field for field in model._meta.concrete_fields if field.name in kept)


def is_bookkeeping(field: Field) -> bool:
    return field.primary_key or field.name in BOOKKEEPING or getattr(field, "auto_now", False)


def is_record(model: type[Model]) -> bool:
    return model._meta.label_lower in record_types()
