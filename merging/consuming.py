"""Which later merges rest on what a merge did (P10): of any type, found over the rows that both of them touched.

A later live merge consumed the result of a merge when it

- took in the primary, or merged further records into it;
- deleted a row that the merge moved, altered or deleted: collapsed it into an equal one, combined it, left it out;
- collapsed a row into one that the merge moved, which therefore stands for both;
- moved by the same column what the merge wrote, or wrote the column by which the merge had moved the record;
- moved a row that the merge moved too while others of its kind stayed with their records, where it may not fit any more.

Everything else can be taken back in any order: two merges that moved one row by different columns do not disturb each other.
"""


from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from crm_merge.audit.statements import history_of, quoted, table_of

from . import registry
from .changes import Change
from .models import JournalLine, Merge, MergedRecord
from .row_changes import MoveRows, RowChange
from .set_fields import SetFields

_TOUCHED = """
    SELECT later.id, %s AS model, bool_or(mine.history_type = '-' OR theirs.history_type = '-') AS is_gone
    FROM {history} AS mine
    JOIN {history} AS theirs ON theirs.{key} = mine.{key} AND theirs.change_set_id > mine.change_set_id
    JOIN merging_merge AS later ON later.change_set_id = theirs.change_set_id AND later.undone_at IS NULL
    WHERE mine.change_set_id = %s{only} GROUP BY later.id
"""
_STANDING_FOR_BOTH = """
    SELECT DISTINCT later.id FROM merging_journalline AS mine
    JOIN merging_movedrow AS moved ON moved.line_id = mine.id
    JOIN LATERAL (
        SELECT gone.change_set_id FROM {history} AS gone
        WHERE gone.history_type = '-' AND gone.{foreign} = %s AND gone.change_set_id > %s
    ) AS gone ON true
    JOIN merging_merge AS later ON later.change_set_id = gone.change_set_id AND later.undone_at IS NULL
    JOIN merging_journalline AS theirs ON theirs.merge_id = later.id AND theirs.kind = 'collapse_rows'
        AND theirs.data -> 'rows' @> jsonb_build_array(jsonb_build_object('same_as', moved.row_id))
    WHERE mine.merge_id = %s AND mine.kind = 'move_rows' AND mine.data ->> 'relation' = %s
"""


def consuming_merges(merge: Merge, changes: Sequence[Change]) -> list[Merge]:
    """The later live merges that have to be taken back before ``merge``, the newest first. Statements do not grow with rows."""
    keys = {*_over_rows(merge, changes), *_over_records(merge, changes)}
    found = Merge.objects.filter(_of_primary(merge) | Q(pk__in=keys), undone_at=None, records__is_live=True)
    return list(found.distinct().order_by("-pk"))


def _of_primary(merge: Merge) -> Q:
    """Merges that took the result in, as the primary or as one of the others."""
    took_in = MergedRecord.objects.filter(record_type=merge.record_type, record_id=merge.primary_id, is_live=True)
    grew = Q(record_type=merge.record_type, primary_id=merge.primary_id, pk__gt=merge.pk)
    return grew | Q(pk__in=list(took_in.values_list("merge_id", flat=True)))


def _moving(changes: Iterable[Change]) -> list[MoveRows]:
    return [change for change in changes if isinstance(change, MoveRows) and not change.missing()]


def _written(changes: Iterable[Change]) -> set[str]:
    """Names of the values that a merge wrote on its primary."""
    return {one["name"] for change in changes if isinstance(change, SetFields) for one in change.data["fields"]}


def _shared(changes: Iterable[Change]) -> list[type[Model]]:
    """Models of touched rows that another relation reaches as well; records themselves are looked at for their own."""
    relations = [rule for spec in registry.specs() for rule in spec.moving]
    records = {spec.model for spec in registry.specs()}
    touched = {change.rule.model for change in changes if isinstance(change, RowChange) and not change.missing()}
    several = {model for model in touched if sum(rule.model is model for rule in relations) > 1}
    return sorted(several - records, key=lambda model: model._meta.label_lower)


def _over_rows(merge: Merge, changes: Sequence[Change]) -> Iterator[int]:
    parts = [(model, model._meta.label_lower, "") for model in _shared(changes)]
    narrow = {change.rule.model._meta.label_lower for change in _moving(changes) if "row_ids" in change.data}
    for pk, label, is_gone in _touched(merge, parts):
        if is_gone or label in narrow:
            yield pk
    for change in _moving(changes):
        if change.rule.model in _shared(changes):
            yield from _standing_for_both(merge, change)


def _touched(merge: Merge, parts: Sequence[tuple[type[Model], str, str]], params: Sequence[Any] = ()) -> list[tuple]:
    """Later merges by what they touched, in one statement."""
    if not parts:
        return []
    statements, values = [], []
    for model, label, only in parts:
        key = quoted(model._meta.pk.column)
        statements.append(_TOUCHED.format(history=table_of(history_of(model)), key=key, only=only))
        values += [label, merge.change_set_id, *params]
    return _rows(" UNION ALL ".join(statements), values)


def _standing_for_both(merge: Merge, change: MoveRows) -> Iterator[int]:
    rule = change.rule
    sql = _STANDING_FOR_BOTH.format(history=table_of(history_of(rule.model)), foreign=quoted(rule.foreign_key.column))
    for (pk,) in _rows(sql, [merge.primary_id, merge.change_set_id, merge.pk, rule.key]):
        yield pk


def _over_records(merge: Merge, changes: Sequence[Change]) -> Iterator[int]:
    """Links between records: the merge moved a record whose link a later one wrote, or wrote one that a later one moved."""
    for change in _moving(changes):
        if change.rule.model in {spec.model for spec in registry.specs()}:
            yield from _rewriting(change, merge)
    model, written = registry.spec_for(merge.record_type).model, _written(changes)
    parts = [(model, model._meta.label_lower, f" AND mine.{quoted(model._meta.pk.column)} = %s")]
    touching = [pk for pk, _label, _is_gone in _touched(merge, parts, [merge.primary_id])] if written else []
    for later in Merge.objects.filter(pk__in=touching) if touching else ():
        moved = {rule.fk for rule in registry.spec_for(later.record_type).moving if rule.model is model}
        if moved & written:
            yield later.pk


def _rewriting(change: MoveRows, merge: Merge) -> Iterator[int]:
    moved = JournalLine.objects.filter(merge=merge, data__relation=change.rule.key).values("moved_rows__row_id")
    later = JournalLine.objects.filter(
        kind=SetFields.kind,
        data__fields__contains=[{"name": change.rule.fk}],
        merge__record_type=change.rule.model._meta.label_lower,
        merge__primary_id__in=moved,
        merge__undone_at=None,
        merge__pk__gt=merge.pk,
    )
    yield from later.values_list("merge_id", flat=True)


def _rows(sql: str, params: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
