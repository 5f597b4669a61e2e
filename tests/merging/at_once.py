"""Several people at the same moment: each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def at_once(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all ``actions`` at once; per action what it returned or the exception it raised."""
    answers: list[Any] = [None] * len(actions)
    start = threading.Barrier(len(actions), timeout=20)

    def run(place: int, action: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            answers[place] = action()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, action)) for place, action in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
