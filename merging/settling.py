"""Totals that follow from line items, kept right when lines return to their records."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.db.models import Model, Q

from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import Kind
from crm_merge.audit.statements import history_of

from .changes import Change, Return
from .held import is_part
from .journal import decode, encode
from .models import Merge, MovedRow
from .registry import MergeSpec, spec_for

OF_MERGES = Q(change_set__kind__in=(Kind.MERGED, Kind.RESTORED)) | Q(
    change_set__kind=Kind.UNDONE, change_set__details__has_key="merge"
)


def lines_of(spec: MergeSpec, record: Model) -> list[Model]:
    """The lines of a record as they are stored."""
    return list(spec.lines.model._base_manager.filter(**{spec.lines.attname: record.pk}).order_by(spec.lines.position, "pk"))


def settled_values(spec: MergeSpec, record: Model) -> dict[str, Any]:
    """By column what ``record`` has where the total is."""
    columns = [spec.model._meta.get_field(name).attname for name in spec.settled.names]
    return {column: getattr(record, column) for column in columns}


def is_entered(merge: Merge, primary: Model, changes: Sequence[Change]) -> bool:
    """Whether somebody entered the primary's total since the merge. Asked while the lines are still on it.

    A total that only followed the lines that came and went is nobody's edit.
    """
    spec = spec_for(merge.record_type)
    if spec.settled is None:
        return False
    now, left = settled_values(spec, primary), _left(spec, merge, changes)
    if all(encode(value) == left[column] for column, value in now.items()):
        return False
    follows = copy(primary)
    for column in now:
        setattr(follows, column, decode(left[column]))
    spec.lines.settle(follows, lines_of(spec, primary))
    return settled_values(spec, follows) != now


def stale_totals(back: Return, changes: Sequence[Change]) -> set[int]:
    """Records whose total has to be computed afresh once their lines are back, because lines or total changed since.

    Asked before anything is reverted. Whose lines nobody touched keeps exactly the total it had.
    """
    spec = spec_for(back.merge.record_type)
    if spec.settled is None:
        return set()
    edited = _edited_lines(spec, back)
    owners = _origins(spec, back) if edited else {}
    stale = {owners[key] for key in edited if owners.get(key) in back.returning}
    leave = not back.whole and any(change.data.get("relation") == spec.lines.key for change in changes)
    return stale | ({back.primary.pk} if edited or leave or back.entered else set())


def _edited_lines(spec: MergeSpec, back: Return) -> set[int]:
    """Lines of the primary that somebody added, edited or deleted since the merge."""
    rows = history_of(spec.lines.model).objects.filter(
        change_set__gt=back.merge.change_set_id, **{spec.lines.attname: back.primary.pk}
    )
    return set(rows.exclude(OF_MERGES).values_list(spec.lines.model._meta.pk.attname, flat=True))


def _origins(spec: MergeSpec, back: Return) -> dict[int, int]:
    moved = MovedRow.objects.filter(line__merge=back.merge, line__data__relation=spec.lines.key)
    return dict(moved.values_list("row_id", "from_id"))


def _left(spec: MergeSpec, merge: Merge, changes: Sequence[Change]) -> dict[str, Any]:
    """The primary's values as the merge left them, encoded, by column."""
    left = dict(merge.primary_values)
    for one in (one for change in changes for one in change.data.get("fields", ()) if not is_part(one["name"])):
        left[spec.model._meta.get_field(one["name"]).attname] = one["after"]
    return left


def settle(spec: MergeSpec, keys: Iterable[int]) -> None:
    """Compute the totals of these records from the lines they have now."""
    for record in spec.model._base_manager.filter(pk__in=list(keys)).order_by("pk") if spec.settled else ():
        before = settled_values(spec, record)
        spec.lines.settle(record, lines_of(spec, record))
        values = settled_values(spec, record)
        if values != before:
            update_with_history(spec.model._base_manager.filter(pk=record.pk), values | dict(spec.touch()))
