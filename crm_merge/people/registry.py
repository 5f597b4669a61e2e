"""The door for record apps: rows besides records that a person is responsible for."""

from dataclasses import dataclass, field

from django.db.models import Model, Q


@dataclass(frozen=True)
class HeldRows:
    """Rows of ``model`` that go to another person together with the records; ``live`` says which of them."""

    model: type[Model]
    owner: str
    live: Q = field(default_factory=Q)


_held: dict[type[Model], HeldRows] = {}


def register_held_rows(model: type[Model], *, owner: str, live: Q) -> None:
    """Declare rows that are handed over when a person leaves. Records need no declaration."""
    _held[model] = HeldRows(model, owner, live)


def held_rows() -> list[HeldRows]:
    """The declared rows, in the order of declaration."""
    return list(_held.values())
