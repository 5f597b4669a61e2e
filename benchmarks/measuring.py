"""Medians of interleaved runs: A B C A B C …, so that a busy machine slows all of them alike."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping

Work = Callable[[], object]  # what returns a float has measured itself, in milliseconds


def interleaved(works: Mapping[str, Work], *, times: int, warm_up: int = 3) -> dict[str, float]:
    """Milliseconds of each of ``works``, as the median of ``times`` runs taken in turn."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    for turn in range(times + warm_up):
        for name, work in works.items():
            started = time.perf_counter()
            own = work()
            if turn >= warm_up:
                spent[name].append(own if isinstance(own, float) else (time.perf_counter() - started) * 1000)
    return {name: statistics.median(values) for name, values in spent.items()}
