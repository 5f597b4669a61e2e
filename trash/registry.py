"""What record apps tell the trash: which models land in it, what goes with a record, and who holds entries."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models


@dataclass(frozen=True)
class Bin:
    """How records of ``model`` are destroyed.

    ``purge_order`` names the rows that go with a record, in the order of deletion, as (model, name of the foreign
    key). ``files`` names the file fields of those models whose bytes leave the disk with the row.
    """

    model: type[models.Model]
    purge_order: Sequence[tuple[type[models.Model], str]] = ()
    files: Sequence[tuple[type[models.Model], str]] = field(default=())


class Holder(NamedTuple):
    """What holds an entry, e.g. a merge: its label for the reader and its page.

    ``restore_url(record_id)`` is the page that offers how the record may come back, if there is one.
    """

    label: str
    url: str
    restore_url: Callable[[int], str] | None = None

    def way_back(self, record_id: int) -> str:
        """The page to which restoring the record leads."""
        return self.restore_url(record_id) if self.restore_url else self.url


Resolver = Callable[..., Mapping[str, Holder]]

_bins: dict[str, Bin] = {}
_resolvers: dict[str, Resolver] = {}


def register(
    model: type[models.Model],
    *,
    purge_order: Sequence[tuple[type[models.Model], str]] = (),
    files: Sequence[tuple[type[models.Model], str]] = (),
) -> None:
    """Declare that records of ``model`` go to the trash."""
    _bins[model._meta.label_lower] = Bin(model, tuple(purge_order), tuple(files))


def bins() -> dict[str, Bin]:
    """The declared models by record type, in the order of declaration."""
    return dict(_bins)


def model_for(record_type: str) -> type[models.Model]:
    """The model of ``record_type``. Raises ``LookupError`` when none was declared."""
    return _bins[record_type].model


def register_holder(prefix: str, resolver: Resolver) -> None:
    """Declare who explains ``held_by`` values that begin with ``prefix:``.

    ``resolver(held_by_values, reader=user)`` returns a ``Holder`` per value, in a bounded number of statements;
    values without an answer are left out.
    """
    _resolvers[prefix] = resolver


def holders(held_by: Collection[str], *, reader: models.Model) -> dict[str, Holder]:
    """The holders of the given entries by their ``held_by`` value."""
    found: dict[str, Holder] = {}
    for prefix, resolver in _resolvers.items():
        wanted = sorted({value for value in held_by if value.startswith(f"{prefix}:")})
        if wanted:
            found.update(resolver(wanted, reader=reader))
    return found
