"""The departments as a tree, read in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_merge.access.models import Department
from crm_merge.ui.folding import sort_key


@dataclass(frozen=True)
class Node:
    """A department and where it stands: ``depth`` 0 is the top, ``path`` names it with everything above it."""

    department: Department
    depth: int
    path: str
    above: frozenset[int]

    @property
    def key(self) -> int:
        return self.department.pk


def department_tree() -> list[Node]:
    """Every department once, parents before their parts, parts by name."""
    parts: dict[int | None, list[Department]] = {}
    for department in sorted(Department.objects.all(), key=lambda item: (sort_key(item.name), item.pk)):
        parts.setdefault(department.parent_id, []).append(department)
    return list(_walk(parts, None, 0, "", frozenset()))


def _walk(
    parts: dict[int | None, list[Department]], parent: int | None, depth: int, path: str, above: frozenset[int]
) -> Iterator[Node]:
    for department in parts.get(parent, ()):
        own = f"{path} › {department.name}" if path else department.name
        yield Node(department, depth, own, above)
        yield from _walk(parts, department.pk, depth + 1, own, above | {department.pk})


def outside(key: int | None) -> list[Node]:
    """The departments that are neither the one with ``key`` nor below it: where it may be moved without a cycle."""
    return [node for node in department_tree() if node.key != key and key not in node.above]
