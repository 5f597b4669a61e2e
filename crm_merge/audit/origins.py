"""Whose history a record has beside its own: that of records that became one with it.

Who makes records one registers how to find them.
"""

from collections.abc import Callable, Sequence

from django.db.models import Model

from crm_merge.access.models import Scope
from crm_merge.access.permissions import permitted, scope_of

Finder = Callable[[str, int], Sequence[int]]
_finders: list[Finder] = []


def register_origins(find: Finder) -> None:
    """``find(record type, key)`` gives the keys of the records of that type whose data the record holds."""
    _finders.append(find)


def origins_of(record: Model, *, reader: Model) -> list[int]:
    """The keys of those that ``reader`` may read; destroyed ones only for readers of all records of the type."""
    kind = record._meta.label_lower
    keys = [key for find in _finders for key in find(kind, record.pk)]
    if not keys or scope_of(reader, kind, "read") == Scope.ALL:
        return keys
    return list(permitted(type(record)._base_manager.filter(pk__in=keys), user=reader).values_list("pk", flat=True))
