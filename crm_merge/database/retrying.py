"""Deadlocks and serialisation failures end a transaction by chance, not by fault: it is run again (P8)."""

import random
import time
from collections.abc import Callable
from functools import wraps

from django.db import OperationalError, connection

TRIES = 6
BY_CHANCE = {"40P01", "40001"}  # deadlock_detected, serialization_failure


def retried(function: Callable) -> Callable:
    """Run ``function`` again after a deadlock, unless it is part of a larger transaction that is lost with it."""

    @wraps(function)
    def run(*args, **kwargs):
        for attempt in range(1, TRIES + 1):
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                if attempt == TRIES or connection.in_atomic_block or not _by_chance(error):
                    raise
                time.sleep(random.uniform(0, 0.05 * attempt))  # noqa: S311 - not for secrets
        raise AssertionError("unreachable")

    return run


def _by_chance(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in BY_CHANCE
