"""Who is at work on a job, known from a lock that PostgreSQL drops by itself when the worker's connection breaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

_SPACE = 7_302_000  # keeps our keys apart from other advisory locks


def _key(job_id: UUID) -> int:
    return int.from_bytes(job_id.bytes[:4], signed=True)


@contextmanager
def held(job_id: UUID) -> Iterator[bool]:
    """Hold the lock of a job on this connection; yields False when another worker holds it."""
    got = _ask("SELECT pg_try_advisory_lock(%s, %s)", job_id)
    try:
        yield got
    finally:
        if got and connection.connection is not None and not connection.connection.closed:
            _ask("SELECT pg_advisory_unlock(%s, %s)", job_id)


def is_held(job_id: UUID) -> bool:
    """Whether a living worker is at work on the job."""
    got = _ask("SELECT pg_try_advisory_lock(%s, %s)", job_id)
    if got:
        _ask("SELECT pg_advisory_unlock(%s, %s)", job_id)
    return not got


def _ask(sql: str, job_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_SPACE, _key(job_id)])
        return cursor.fetchone()[0]
