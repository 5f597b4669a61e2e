"""Which later merges rest on what a merge did (P10): of any type, found over the rows that both of them touched.

A later live merge consumed the result of a merge when it

- took in the primary, or merged further records into it;
- deleted a row that the merge moved, altered or deleted: collapsed it into an equal one, combined it, left it out;
- collapsed a row into one that the merge moved, which therefore stands for both;
- moved by the same column what the merge wrote, or wrote the column by which the merge had moved the record;
- moved a row that the merge moved too while others of its kind stayed with their records, where it may not fit any more.

Everything else can be taken back in any order: two merges that moved one row by different columns do not disturb each other.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from crm_merge.audit.statements import history_of, quoted, table_of

from . import registry
from .changes import Change
from .models import Merge
from .row_changes import MoveRows, RowChange
from .set_fields import SetFields

_OF_PRIMARY = """
    SELECT merge_id AS id, '' AS record_type, 'primary' AS why FROM merging_mergedrecord
    WHERE is_live AND record_type = %s AND record_id = %s
    UNION ALL SELECT id, '', 'primary' FROM merging_merge WHERE record_type = %s AND primary_id = %s AND id > %s
"""
_TOUCHED = """
    SELECT later.id, later.record_type, CASE WHEN mine.history_type = '-' OR theirs.history_type = '-' THEN 'gone' ELSE %s END
    FROM {history} AS mine
    JOIN {history} AS theirs ON theirs.{key} = mine.{key} AND theirs.change_set_id > mine.change_set_id
    JOIN merging_merge AS later ON later.change_set_id = theirs.change_set_id AND later.undone_at IS NULL
    WHERE mine.change_set_id = %s{only}
"""
_STANDING_FOR_BOTH = """
    SELECT later.id, later.record_type, 'both' FROM merging_journalline AS mine
    JOIN merging_movedrow AS moved ON moved.line_id = mine.id
    JOIN {history} AS gone ON gone.history_type = '-' AND gone.{foreign} = %s AND gone.change_set_id > %s
    JOIN merging_merge AS later ON later.change_set_id = gone.change_set_id AND later.undone_at IS NULL
    JOIN merging_journalline AS theirs ON theirs.merge_id = later.id AND theirs.kind = 'collapse_rows'
        AND theirs.data -> 'rows' @> jsonb_build_array(jsonb_build_object('same_as', moved.row_id))
    WHERE mine.merge_id = %s AND mine.kind = 'move_rows' AND mine.data ->> 'relation' = %s
"""
_REWRITTEN = """
    SELECT later.id, later.record_type, 'rewritten' FROM merging_journalline AS mine
    JOIN merging_movedrow AS moved ON moved.line_id = mine.id
    JOIN merging_merge AS later ON later.record_type = %s AND later.primary_id = moved.row_id AND later.id > mine.merge_id
    JOIN merging_journalline AS theirs ON theirs.merge_id = later.id AND theirs.kind = 'set_fields'
        AND theirs.data -> 'fields' @> %s::jsonb
    WHERE mine.merge_id = %s AND mine.kind = 'move_rows' AND mine.data ->> 'relation' = %s
"""
WRITTEN = "written"
Part = tuple[str, Sequence[Any]]  # a statement and its parameters


def consuming_merges(merge: Merge, changes: Sequence[Change]) -> list[Merge]:
    """The later live merges that have to be taken back before ``merge``, the newest first.

    One statement finds them, however many rows there are; another reads them if there are any.
    """
    known = [change for change in changes if not change.missing()]
    keys = {pk for pk, record_type, why in _found([*_parts(merge, known)]) if _counts(record_type, why, merge, known)}
    if not keys:
        return []
    live = Merge.objects.filter(pk__in=keys, undone_at=None, records__is_live=True)
    return list(live.distinct().order_by("-pk"))


def _found(parts: Sequence[Part]) -> list[tuple[int, str, str]]:
    sql = " UNION ".join(f"({statement})" for statement, _params in parts)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _statement, params in parts for value in params])
        return cursor.fetchall()


def _parts(merge: Merge, changes: Sequence[Change]) -> Iterator[Part]:
    primary = (merge.record_type, merge.primary_id)
    yield _OF_PRIMARY, [*primary, *primary, merge.pk]
    yield from _over_rows(merge, changes)
    yield from _over_records(merge, changes)


def _over_rows(merge: Merge, changes: Sequence[Change]) -> Iterator[Part]:
    """Rows that other relations reach as well."""
    shared = _shared(changes)
    for model in shared:
        yield _touched(model), [model._meta.label_lower, merge.change_set_id]
    for rule in (change.rule for change in _moving(changes) if change.rule.model in shared):
        history, foreign = table_of(history_of(rule.model)), quoted(rule.foreign_key.column)
        values = [merge.primary_id, merge.change_set_id, merge.pk, rule.key]
        yield _STANDING_FOR_BOTH.format(history=history, foreign=foreign), values


def _over_records(merge: Merge, changes: Sequence[Change]) -> Iterator[Part]:
    """Links between records: the merge moved a record whose link a later one wrote, or wrote one that a later one moved."""
    for rule in (change.rule for change in _moving(changes) if change.rule.model in _record_models()):
        written = json.dumps([{"name": rule.fk}])
        yield _REWRITTEN, [rule.model._meta.label_lower, written, merge.pk, rule.key]
    if _written(changes):
        model = registry.spec_for(merge.record_type).model
        only = f" AND mine.{quoted(model._meta.pk.column)} = %s"
        yield _touched(model, only), [WRITTEN, merge.change_set_id, merge.primary_id]


def _touched(model: type[Model], only: str = "") -> str:
    return _TOUCHED.format(history=table_of(history_of(model)), key=quoted(model._meta.pk.column), only=only)


def _counts(record_type: str, why: str, merge: Merge, changes: Sequence[Change]) -> bool:
    """Whether what was found stands in the way. Rows that both moved do where others of their kind stayed with their records."""
    if why == WRITTEN:
        model = registry.spec_for(merge.record_type).model
        moved = {rule.fk for rule in registry.spec_for(record_type).moving if rule.model is model}
        return bool(moved & _written(changes))
    touched = {change.rule.model._meta.label_lower for change in changes if isinstance(change, RowChange)}
    return why not in touched or why in {
        change.rule.model._meta.label_lower for change in _moving(changes) if "row_ids" in change.data
    }


def _moving(changes: Iterable[Change]) -> list[MoveRows]:
    return [change for change in changes if isinstance(change, MoveRows)]


def _written(changes: Iterable[Change]) -> set[str]:
    """Names of the values that a merge wrote on its primary."""
    return {one["name"] for change in changes if isinstance(change, SetFields) for one in change.data["fields"]}


def _record_models() -> set[type[Model]]:
    return {spec.model for spec in registry.specs()}


def _shared(changes: Iterable[Change]) -> list[type[Model]]:
    """Models of touched rows that several relations reach at once; a row whose links may be empty hangs on one record only."""
    relations = Counter(rule.model for spec in registry.specs() for rule in spec.moving if not rule.foreign_key.null)
    touched = {change.rule.model for change in changes if isinstance(change, RowChange)} - _record_models()
    return sorted((model for model in touched if relations[model] > 1), key=lambda model: model._meta.label_lower)
