"""Where the data of merged records is now: the live links "was merged into", followed to their end (P9, P11)."""

from collections.abc import Iterable

from django.db import connection

from .models import Merge, MergedRecord

_HOMES = """
    WITH RECURSIVE way(record_type, start, home, steps) AS (
        SELECT record_type, record_id, primary_id, 1 FROM merging_mergedrecord {wanted}
        UNION ALL
        SELECT way.record_type, way.start, link.primary_id, way.steps + 1 FROM way
        JOIN merging_mergedrecord AS link
            ON link.is_live AND link.record_type = way.record_type AND link.record_id = way.home
    )
    SELECT DISTINCT ON (record_type, start) record_type, start, home FROM way ORDER BY record_type, start, steps DESC
"""
_NAMED = """
    JOIN unnest(%s::text[], %s::bigint[]) AS wanted(record_type, record_id) USING (record_type, record_id) WHERE is_live
"""
_NUMBERED = "WHERE is_live AND record_type = %s AND number = %s"

_ORIGINS = """
    WITH RECURSIVE origin(record_id) AS (
        SELECT record_id FROM merging_mergedrecord WHERE is_live AND record_type = %(type)s AND primary_id = %(key)s
        UNION
        SELECT link.record_id FROM origin
        JOIN merging_mergedrecord AS link ON link.is_live AND link.record_type = %(type)s AND link.primary_id = origin.record_id
    )
    SELECT record_id FROM origin
"""


def homes(record_type: str, ids: Iterable[int]) -> dict[int, int]:
    """Per merged record the record at the end of its links; records that were not merged are left out. One statement."""
    return {key: home for (_type, key), home in homes_of((record_type, key) for key in ids).items()}


def homes_of(records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The same for records of several types, each named by type and key."""
    wanted = list(records)
    with connection.cursor() as cursor:
        cursor.execute(_HOMES.format(wanted=_NAMED), [[kind for kind, _key in wanted], [key for _kind, key in wanted]])
        return {(record_type, key): home for record_type, key, home in cursor.fetchall()}


def homes_of_number(record_type: str, number: str) -> set[int]:
    """The records that hold the data of those that once had ``number`` (``A-1043``). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HOMES.format(wanted=_NUMBERED), [record_type, number])
        return {home for _type, _key, home in cursor.fetchall()}


def origins(record_type: str, record_id: int) -> list[int]:
    """The other way round: the records whose data ``record_id`` holds, through any number of merges. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ORIGINS, {"type": record_type, "key": record_id})
        return [key for (key,) in cursor.fetchall()]


def current_home(record_type: str, record_id: int) -> int | None:
    """The record that holds the data of a merged one, or None when it was not merged."""
    return homes(record_type, [record_id]).get(record_id)


def number_of(record_type: str, record_id: int) -> str:
    """The number a merged record had (``A-1043``), empty when it is not merged."""
    found = MergedRecord.objects.filter(record_type=record_type, record_id=record_id, is_live=True)
    return found.values_list("number", flat=True).first() or ""


def merges_of(record_type: str, record_id: int):
    """The merges that made the record what it is, newest first, undone ones included."""
    return Merge.objects.filter(record_type=record_type, primary_id=record_id).order_by("-at", "-id")
