"""The records that a list's address names: the one question that lists, bulk actions and exports ask alike."""

from types import SimpleNamespace

from django.db.models import QuerySet
from django.http import QueryDict

from crm_merge.access.models import User

from .filters import RecordFilter, filter_for
from .kinds import RecordKind
from .queries.reading import readable


def filtered(kind: RecordKind, params: QueryDict, *, user: User) -> RecordFilter:
    """The filter that ``params`` ask for, bound to the live records that ``user`` may read; ``qs`` are those that fit."""
    return filter_for(kind)(params, queryset=readable(user, kind.model), request=SimpleNamespace(user=user))


def matching(kind: RecordKind, params: QueryDict, *, user: User) -> QuerySet:
    """The live records that the list at ``params`` shows to ``user``, in no particular order.

    Rights are those of now: work that was begun in a page and is carried out later asks again.
    """
    return filtered(kind, params, user=user).qs
