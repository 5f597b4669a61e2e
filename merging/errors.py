"""Why a merge or an undo was not carried out. Every sentence is meant for the person; nothing was written."""

from collections.abc import Sequence


class Obstacle(str):
    """A sentence why something cannot be done, and as ``links`` of (address, words) where to go on."""

    __slots__ = ("links",)

    def __new__(cls, sentence: str, links: Sequence[tuple[str, str]] = ()) -> "Obstacle":
        made = super().__new__(cls, sentence)
        made.links = tuple(links)
        return made


class MergeNotAllowed(Exception):  # noqa: N818 - the name people read in ``except``
    """The merge cannot be done: ``status`` is 403 for missing rights, 409 because the records are not as they were."""

    def __init__(self, sentence: str, *, status: int = 409) -> None:
        super().__init__(sentence)
        self.status = status


class PlanChanged(Exception):  # noqa: N818
    """What was previewed is not what would happen now (P7). ``plan`` is the fresh one, ``differences`` sentences."""

    def __init__(self, plan, differences: Sequence[str]) -> None:
        super().__init__("The records changed after the preview.")
        self.plan, self.differences = plan, list(differences)


class UndoBlocked(Exception):  # noqa: N818
    """The merge cannot be taken back; ``obstacles`` are the sentences why (P10, P16)."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = list(obstacles)
