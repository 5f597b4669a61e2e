"""Where the data of merged records is now: the live links "was merged into", followed to their end (P9, P11)."""

from collections.abc import Iterable

from django.db import connection

from .models import Merge, MergedRecord

_HOMES = """
    WITH RECURSIVE way(record_type, start, home, steps) AS (
        SELECT record_type, record_id, primary_id, 1 FROM merging_mergedrecord
        JOIN unnest(%s::text[], %s::bigint[]) AS wanted(record_type, record_id) USING (record_type, record_id) WHERE is_live
        UNION ALL
        SELECT way.record_type, way.start, link.primary_id, way.steps + 1 FROM way
        JOIN merging_mergedrecord AS link
            ON link.is_live AND link.record_type = way.record_type AND link.record_id = way.home
    )
    SELECT DISTINCT ON (record_type, start) record_type, start, home FROM way ORDER BY record_type, start, steps DESC
"""


def homes(record_type: str, ids: Iterable[int]) -> dict[int, int]:
    """Per merged record the record at the end of its links; records that were not merged are left out. One statement."""
    return {key: home for (_type, key), home in homes_of((record_type, key) for key in ids).items()}


def homes_of(records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The same for records of several types, each named by type and key."""
    wanted = list(records)
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, [[record_type for record_type, _key in wanted], [key for _type, key in wanted]])
        return {(record_type, key): home for record_type, key, home in cursor.fetchall()}


def current_home(record_type: str, record_id: int) -> int | None:
    """The record that holds the data of a merged one, or None when it was not merged."""
    return homes(record_type, [record_id]).get(record_id)


def numbers_merged(record_type: str, number: str) -> list[int]:
    """Keys of the merged records that once had ``number`` (``A-1043``)."""
    found = MergedRecord.objects.filter(record_type=record_type, number__iexact=number, is_live=True)
    return list(found.values_list("record_id", flat=True))


def number_of(record_type: str, record_id: int) -> str:
    """The number a merged record had (``A-1043``), empty when it is not merged."""
    found = MergedRecord.objects.filter(record_type=record_type, record_id=record_id, is_live=True)
    return found.values_list("number", flat=True).first() or ""


def merges_of(record_type: str, record_id: int):
    """The merges that made the record what it is, newest first, undone ones included."""
    return Merge.objects.filter(record_type=record_type, primary_id=record_id).order_by("-at", "-id")
