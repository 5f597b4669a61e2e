"""Merging and undoing as service calls, beside hand-written SQL and beside saving row by row."""

import time
from collections.abc import Callable, Iterator

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from merging import services

from .measuring import interleaved
from .merge_by_saving import merge_by_saving
from .merge_by_sql import merge_by_sql
from .merge_groups import group
from .report import Row

SHAPES = ((2, 10, 2.5, 1), (10, 1000, 1.3, 10))  # records, rows per relation, most times the floor, fewer runs


def merge_rows(times: int, *, only: str) -> Iterator[Row]:
    for records, rows, most, fewer in SHAPES:
        title = f"merge, k={records} m={rows}"
        if only in title:
            yield from _shape(title, records, rows, most=most, times=max(times // fewer, 5))


def _shape(title: str, records: int, rows: int, *, most: float, times: int) -> Iterator[Row]:
    by = get_user_model().objects.get(username="admin")

    def timed(prepare: Callable, work: Callable) -> Callable[[], float]:
        return lambda: _timed(lambda: group(records, rows, owner=by.pk), prepare, work)

    floor = timed(list, lambda orders: merge_by_sql([one.pk for one in orders], by=by.pk))
    ours = timed(lambda orders: _prepared(orders, by), _apply)
    undo = timed(lambda orders: _apply(_prepared(orders, by)), _undo)
    peers = timed(list, lambda orders: merge_by_saving(orders, by=by))
    spent = interleaved({"floor": floor, "ours": ours, "undo": undo}, times=times, warm_up=1)
    merged, undone = _statements(records, rows, by)
    yield Row(title, spent["floor"], spent["ours"], most, statements=merged, most_statements=40)
    undo_title = title.replace("merge", "undo") + " (floor: our merge)"
    yield Row(undo_title, spent["ours"], spent["undo"], 1.0, statements=undone, most_statements=40)
    if records * rows <= 100:
        saved = interleaved({"floor": floor, "peers": peers}, times=max(times // 5, 5), warm_up=1)
        yield Row(title + ", the peers' way: save() row by row", saved["floor"], saved["peers"], float("inf"))


def _timed(build: Callable, prepare: Callable, work: Callable) -> float:
    """Milliseconds of ``work`` alone; everything is taken back afterwards."""
    with transaction.atomic():
        ready = prepare(build())
        started = time.perf_counter()
        work(ready)
        spent = (time.perf_counter() - started) * 1000
        transaction.set_rollback(True)
    return spent


def _prepared(orders: list, by) -> tuple:
    session = services.start_merge(orders, by=by)
    services.choose_primary(session, orders[0].pk, by=by)
    plan = services.build_plan(session, by=by)
    services.remember_preview(session, plan)
    return session, by, plan.fingerprint


def _apply(ready: tuple) -> tuple:
    session, by, fingerprint = ready
    return services.apply_merge(session, by=by, fingerprint=fingerprint), by


def _undo(ready: tuple) -> None:
    merge, by = ready
    services.undo_merge(merge, by=by)


def _statements(records: int, rows: int, by) -> tuple[int, int]:
    with transaction.atomic():
        ready = _prepared(group(records, rows, owner=by.pk), by)
        with CaptureQueriesContext(connection) as merging:
            done = _apply(ready)
        with CaptureQueriesContext(connection) as undoing:
            _undo(done)
        transaction.set_rollback(True)
    return len(merging), len(undoing)
