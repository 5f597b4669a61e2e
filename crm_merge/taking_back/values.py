"""The values of a row that an operation may have written, each of one or more columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Field, ForeignKey, Model

from crm_merge.access.registry import record_types
from crm_merge.audit.reverting import Part
from crm_merge.audit.statements import history_of, literal, quoted
from crm_merge.audit.unfolding import Unfolded, unfolded
from crm_merge.audit.words import title

from .registry import rules_of

BOOKKEEPING = {"version", "trash_entry"}


@dataclass(frozen=True)
class Value:
    """``is_derived`` values follow from the others and are nobody's edit.

    Of a JSON column that unfolds each ``part`` is a value of its own; what nobody declares is one more, the ``rest``.
    """

    fields: tuple[Field, ...]
    is_derived: bool = False
    follows: str = ""
    part: Unfolded | None = None
    rest: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        return f"{self.fields[0].name}.{self.part.key}" if self.part else self.fields[0].name

    @property
    def label(self) -> str:
        return self.part.label if self.part else title(self.fields[0])

    @property
    def written(self) -> Sequence[Field | Part]:
        """What goes back with it."""
        if self.part is None and self.rest is None:
            return self.fields
        return [Part(self.fields[0], self.part.key if self.part else None)]

    def of(self, row: str) -> list[str]:
        """SQL for what it is on ``row``."""
        columns = [f"{row}.{quoted(field.column)}" for field in self.fields]
        if self.part is not None:
            return [f"({columns[0]} -> {literal(self.part.key)})"]
        if self.rest is not None:
            return [f"({columns[0]} - ARRAY[{', '.join(map(literal, self.rest))}]::text[])"]
        return columns

    @property
    def links(self) -> list[ForeignKey]:
        return [field for field in self.fields if field.many_to_one or field.one_to_one]


def values_of(model: type[Model]) -> list[Value]:
    """Everything in a row but its key and its bookkeeping; what follows from other values comes last, as one."""
    rules = rules_of(model)
    named = {field.name: field for field in recorded_fields(model) if not is_bookkeeping(field)}
    groups = {name: group for group in rules.together for name in group}
    parts = unfolded(model)
    values, derived = [], []
    for name, field in named.items():
        group = groups.get(name, (name,))
        if name != group[0]:
            continue
        if name in parts:
            values += [Value((field,), part=part) for part in parts[name]]
            values.append(Value((field,), rest=tuple(part.key for part in parts[name])))
        elif field.editable or name in groups:
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
