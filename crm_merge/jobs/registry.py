"""Which work can be done in the background: the door for the apps that have some."""

from collections.abc import Callable
from typing import Any

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is. Raises ``JobCanceled`` when the owner wants the job stopped."""

Task = Callable[..., str]
"""Called with the owner, ``progress=`` and the job's arguments; writes, and returns the sentence to show."""

_tasks: dict[str, Task] = {}


class JobFailed(Exception):  # noqa: N818 - says what happened
    """Raised by a task that gives up, with the sentence its owner reads. Nothing it wrote is kept."""


class JobCanceled(Exception):  # noqa: N818 - says what happened
    """Raised by ``progress`` when the owner wants the job stopped. A task lets it pass; nothing it wrote is kept."""


def register_task(name: str, task: Task) -> None:
    """Make ``task`` known as ``name``. Registering a name again replaces its task."""
    _tasks[name] = task


def task_named(name: str) -> Callable[..., Any]:
    """The task registered as ``name``. Raises ``LookupError`` when there is none (any more)."""
    try:
        return _tasks[name]
    except KeyError:
        message = f"No background task is called {name}. Register it with crm_merge.jobs.registry.register_task."
        raise LookupError(message) from None
