"""The records that a list's address names: the one question that lists, bulk actions and exports ask alike."""

from django.db.models import QuerySet
from django.http import QueryDict

from crm_merge.access.models import User

from .filtering.listing import ListFilter
from .kinds import RecordKind


def filtered(kind: RecordKind, params: QueryDict, *, user: User) -> ListFilter:
    """The filter that ``params`` ask for, bound to the records that ``user`` may read; ``qs`` are those that fit.

    ``qs`` also holds records in the trash when the address asks for them; ``live`` never does.
    """
    return ListFilter(kind, params, user=user)


def matching(kind: RecordKind, params: QueryDict, *, user: User) -> QuerySet:
    """The live records that the list at ``params`` shows to ``user``, in no particular order.

    Rights are those of now: work that was begun in a page and is carried out later asks again.
    """
    return filtered(kind, params, user=user).live
