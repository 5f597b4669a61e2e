"""What an operation changed, field by field, for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from crm_merge.access.permissions import has_right
from crm_merge.access.registry import record_types

from .models import ChangeSet
from .services import label_of
from .stated import stated
from .touched import LIMIT, befores, moves, net_rows, parent_fields, touched_models
from .unfolding import Unfolded, undeclared, unfolded
from .words import Words, keys_in, shown_fields, title


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ObjectChange:
    """One object before and after: ``sign`` is ``+``, ``~`` or ``-``."""

    kind: str
    label: str
    sign: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class Move:
    """Rows of one kind that went from one record to another."""

    kind: str
    number: int
    origin: str
    target: str


@dataclass
class Differences:
    objects: list[ObjectChange] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.objects or self.moves)


def differences(change_set: ChangeSet, *, reader: models.Model) -> Differences:
    """The changes of ``change_set`` that ``reader`` may read; at most ``LIMIT`` objects per model.

    The number of statements depends on the number of models touched, not on the number of rows.
    """
    result = Differences(_stated(change_set, reader))
    for model in touched_models(change_set):
        _add(result, model, net_rows(model, change_set, reader), Words(reader))
    return result


def _stated(change_set: ChangeSet, reader: models.Model) -> list[ObjectChange]:
    if not has_right(reader, "audit.read_history"):
        return []
    return [
        ObjectChange(kind, label, sign, [FieldChange(*change) for change in fields])
        for kind, label, sign, fields in stated(change_set)
    ]


def _add(result: Differences, model: type[models.Model], rows: models.QuerySet, words: Words) -> None:
    newest = list(rows.order_by("history_id")[: LIMIT + 1])
    result.is_cut |= len(newest) > LIMIT
    old = befores(model, newest)
    groups = moves(model, rows) if newest else []
    columns = unfolded(model) if newest else {}
    words.learn(_keys(model, [*newest, *old.values()], groups))
    result.moves += [move for group in groups for move in _moves(model, group, words)]
    for row in newest[:LIMIT]:
        change = _object(model, row, old.get(row.before_id), words, columns)
        if change.fields or change.sign == "-":
            result.objects.append(change)


Columns = dict[str, list[Unfolded]]


def _keys(
    model: type[models.Model], rows: list[models.Model], groups: list[dict[str, Any]]
) -> dict[type[models.Model], set[int]]:
    keys = keys_in(rows, shown_fields(model))
    for parent in parent_fields(model):
        ends = {group[name] for group in groups for name in (parent.attname, f"was_{parent.name}")}
        keys.setdefault(parent.related_model, set()).update(ends - {None})
    return keys


def _moves(model: type[models.Model], group: dict[str, Any], words: Words) -> Iterable[Move]:
    name = model._meta.verbose_name if group["number"] == 1 else model._meta.verbose_name_plural
    for parent in parent_fields(model):
        target, origin = group[parent.attname], group[f"was_{parent.name}"]
        if target != origin and target and origin:
            related = parent.related_model
            yield Move(str(name), group["number"], words.name(related, origin), words.name(related, target))


def _object(
    model: type[models.Model], row: models.Model, old: models.Model | None, words: Words, columns: Columns
) -> ObjectChange:
    sign = "-" if row.history_type == "-" else "~" if old else "+"
    before, after = (row, None) if sign == "-" else (old, row)
    moved = {parent.name for parent in parent_fields(model)} if sign == "~" else set()
    fields = [
        FieldChange(title(item), _value(item, before, words), _value(item, after, words))
        for item in shown_fields(model)
        if item.name not in moved and item.name not in columns and _raw(item, before) != _raw(item, after)
    ]
    for column, parts in columns.items():
        fields += _unfolded(parts, *(getattr(one, column) if one is not None else {} for one in (before, after)), words)
    return ObjectChange(title(model), _caption(model, row, words), sign, fields)


def _unfolded(parts: list[Unfolded], before: dict[str, Any], after: dict[str, Any], words: Words) -> list[FieldChange]:
    """The values of a JSON column that differ, each under its own name."""
    known = {part.key for part in parts}
    strange = [undeclared(key) for key in dict.fromkeys([*before, *after]) if key not in known]
    return [
        FieldChange(part.label, *(part.words(side[part.key], words.name) if part.key in side else "" for side in (before, after)))
        for part in [*parts, *strange]
        if before.get(part.key) != after.get(part.key)
    ]


def _raw(item: models.Field, row: models.Model | None) -> Any:
    value = getattr(row, item.attname) if row is not None else None
    return None if value == "" else value


def _value(item: models.Field, row: models.Model | None, words: Words) -> str:
    return words.of(item, getattr(row, item.attname)) if row is not None else ""


def _caption(model: type[models.Model], row: models.Model, words: Words) -> str:
    """Words to know the object by, without reading further rows."""
    if model._meta.label_lower in record_types():
        return label_of(row.instance)
    parents = parent_fields(model)
    candidates = [item for item in shown_fields(model) if item not in parents and not item.choices]
    texts = [item for item in candidates if isinstance(item, (models.CharField, models.TextField)) or item.many_to_one]
    return next((text for item in texts if (text := words.of(item, getattr(row, item.attname)))), "")[:80]
