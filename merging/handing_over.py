"""Links that come back to a record which was merged since lead to its primary; the merge that took it in learns of them.

So each merge can still be taken back to the last byte, whichever of them is taken back first (P3, P10).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import ForeignKey, Max, Model

from .journal import encode
from .models import JournalLine, MovedRow
from .registry import spec_for

Led = dict[ForeignKey, dict[int, int]]  # link → row → what it led to before
_WAY = """
    WITH RECURSIVE way(start, merge_id, record_id, primary_id, steps) AS (
        SELECT record_id, merge_id, record_id, primary_id, 1 FROM merging_mergedrecord
        WHERE is_live AND record_type = %s AND record_id = ANY(%s)
        UNION ALL
        SELECT way.start, link.merge_id, link.record_id, link.primary_id, way.steps + 1 FROM way
        JOIN merging_mergedrecord AS link ON link.is_live AND link.record_type = %s AND link.record_id = way.primary_id
    ) SELECT start, merge_id, record_id FROM way ORDER BY start, steps
"""
Way = list[tuple[int, int]]  # the merges a record went through, each with the record that it took in


def hand_over(model: type[Model], rows: Sequence[Mapping[str, Any]], led: Led) -> None:
    """Enter rows of ``model`` into the journals of the merges that ``led`` their links elsewhere.

    Of ``rows``, those that were to be inserted, some found an equal one in their place: it is kept whole, like a row
    that the later merge collapsed itself. Nothing to do, and no statement, where no link was led on.
    """
    for field, before in led.items():
        ways = _ways(field, set(before.values()))
        there = set(model._base_manager.filter(pk__in=list(before)).values_list("pk", flat=True))
        _note_moved(field, {row: ways[key] for row, key in before.items() if row in there})
        key = model._meta.pk.attname
        _note_collapsed(field, [(row, before[row[key]]) for row in rows if row[key] in before.keys() - there], ways)


def _ways(field: ForeignKey, keys: set[int]) -> dict[int, Way]:
    label, found = field.related_model._meta.label_lower, {}
    with connection.cursor() as cursor:
        cursor.execute(_WAY, [label, sorted(keys), label])
        for start, merge_id, record_id in cursor.fetchall():
            found.setdefault(start, []).append((merge_id, record_id))
    return found


def _relation(field: ForeignKey) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def _note_moved(field: ForeignKey, ways: Mapping[int, Way]) -> None:
    """As if each of the merges had moved the row."""
    noted: dict[int, list[tuple[int, int]]] = {}
    for row, way in ways.items():
        for merge_id, record_id in way:
            noted.setdefault(merge_id, []).append((row, record_id))
    lines = _move_lines(field, noted)
    moved = [MovedRow(line=lines[pk], row_id=row, from_id=origin) for pk, rows in noted.items() for row, origin in rows]
    MovedRow.objects.bulk_create(moved, ignore_conflicts=True)


def _move_lines(field: ForeignKey, noted: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, JournalLine]:
    """The line of each merge that moved rows of this relation, made where it moved none."""
    lines = JournalLine.objects.filter(merge__in=list(noted), kind="move_rows", data__relation=_relation(field))
    found = {line.merge_id: line for line in lines}
    for pk, line in found.items():
        line.data["count"] += len(noted[pk])
        line.data["from_ids"] = sorted({*line.data["from_ids"], *(origin for _row, origin in noted[pk])})
    JournalLine.objects.bulk_update(found.values(), ["data"])
    new = {pk: _move_data(field, rows) for pk, rows in noted.items() if pk not in found}
    return found | {line.merge_id: line for line in _append("move_rows", new)}


def _move_data(field: ForeignKey, rows: Sequence[tuple[int, int]]) -> dict[str, Any]:
    return {"relation": _relation(field), "count": len(rows), "from_ids": sorted({origin for _row, origin in rows})}


def _note_collapsed(field: ForeignKey, rows: Sequence[tuple[Mapping[str, Any], int]], ways: Mapping[int, Way]) -> None:
    """As if the first of the merges had collapsed the row into the equal one."""
    equal, collapsed = _equal_rows(field, [row for row, _key in rows]), {}
    for row, key in rows:
        if same_as := equal.get(_content(field, row)):
            kept = {name: encode(value) for name, value in {**row, field.attname: key}.items()}
            collapsed.setdefault(ways[key][0][0], []).append({"row": kept, "same_as": same_as})
    _append("collapse_rows", {pk: {"relation": _relation(field), "rows": kept} for pk, kept in collapsed.items()})


def _columns(field: ForeignKey) -> list[str]:
    """What makes two rows the same for the merge of what they link to."""
    rule = spec_for(field.related_model).relation(_relation(field))
    names = [*getattr(rule, "same", ()), field.name]
    return [field.model._meta.get_field(name).attname for name in names]


def _content(field: ForeignKey, row: Mapping[str, Any]) -> tuple:
    return tuple(row[column] for column in _columns(field))


def _equal_rows(field: ForeignKey, rows: Sequence[Mapping[str, Any]]) -> dict[tuple, int]:
    if not rows:
        return {}
    columns = _columns(field)
    near = {f"{column}__in": {row[column] for row in rows} for column in columns}
    found = field.model._base_manager.filter(**near).values_list(*columns, "pk")
    return {tuple(content): pk for *content, pk in found}


def _append(kind: str, data: Mapping[int, dict[str, Any]]) -> list[JournalLine]:
    """Lines at the end of the journals of several merges. They are taken back first of all but the trash."""
    if not data:
        return []
    last = JournalLine.objects.filter(merge__in=list(data)).values_list("merge").annotate(Max("position"))
    places = dict(last.order_by())
    return JournalLine.objects.bulk_create(
        JournalLine(merge_id=pk, position=places[pk] + 1, kind=kind, data=held) for pk, held in data.items()
    )
