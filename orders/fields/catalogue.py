"""The door: which fields a kind of record has."""

from collections.abc import Callable, Iterable

from orders.kinds import RecordKind

from .builtin import BUILTIN
from .field import RecordField

Provider = Callable[[RecordKind], Iterable[RecordField]]
_providers: dict[str, Provider] = {}


def register_fields(name: str, provider: Provider) -> None:
    """Let ``provider`` add fields; it is asked on every request. Registering a name again replaces its provider."""
    _providers[name] = provider


def fields_of(kind: RecordKind) -> dict[str, RecordField]:
    """The fields of ``kind`` by key, built-in ones first. Ask once per page: providers may read the database."""
    fields = {field.key: field for field in BUILTIN[kind.name]}
    for provider in _providers.values():
        fields |= {field.key: field for field in provider(kind)}
    return fields
