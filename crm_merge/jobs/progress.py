"""Progress that others see while the work's own transaction is still open: written through a connection of its own."""

from time import monotonic
from types import TracebackType
from uuid import UUID

from django.db import connection

from .registry import JobCanceled

PAUSE = 0.5  # seconds between two writes
_TELL = "UPDATE jobs_job SET done = %s, total = %s WHERE id = %s RETURNING cancel_asked"


class ProgressWriter:
    """Callable with ``(done, total)``; a context manager that closes its connection.

    The same statement that tells how far the work is learns whether it shall go on.
    """

    def __init__(self, job_id: UUID) -> None:
        self._job_id, self._connection, self._last = job_id, connection.copy(), float("-inf")

    def __call__(self, done: int, total: int) -> None:
        if monotonic() - self._last < PAUSE:
            return
        self._last = monotonic()
        with self._connection.cursor() as cursor:
            cursor.execute(_TELL, [done, total, self._job_id])
            row = cursor.fetchone()
        if row is not None and row[0]:
            raise JobCanceled

    def __enter__(self) -> "ProgressWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()
