"""What a person ticks in a list, remembered from page to page.

The list's address names the selection (``sel``), so a new tab begins a new one. A page sends which rows it showed and which
of them are ticked; rows on other pages stay as they were.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_merge.access.lookups import as_key
from crm_merge.access.models import User
from orders.kinds import RecordKind
from orders.models import Selection
from orders.queries.reading import readable

from .meaning import FilterLost, fitting_filter

MOST_TICKED = 10_000
KEPT = timedelta(days=7)


class TooMany(Exception):  # noqa: N818 - says what happened
    """More records were ticked one by one than a selection keeps; ``str()`` is the sentence."""


def selection_named(text: str, kind: RecordKind, user: User) -> Selection | None:
    """The person's own selection of this kind, None for anything else."""
    key = _as_uuid(text)
    return Selection.objects.filter(pk=key, by=user, kind=kind.name).first() if key else None


@transaction.atomic
def remember(data: QueryDict, kind: RecordKind, user: User) -> Selection:
    """The selection that a posted page belongs to, with what is ticked on the page; nothing ticked makes no new one.

    Raises ``TooMany``.
    """
    shown, ticked = keys_of(data.get("shown", "").split(",")), keys_of(data.getlist("id"))
    key = _as_uuid(data.get("sel", ""))
    stored = Selection.objects.select_for_update().filter(pk=key, by=user, kind=kind.name).first() if key else None
    selection = stored or Selection(by=user, kind=kind.name)
    if _take(selection, shown, ticked, kind, user):
        _save(selection)
    return selection


@transaction.atomic
def choose_all(selection: Selection, filter_: str) -> None:
    """Mean all records that fit ``filter_`` instead of what was ticked before."""
    selection.filter, selection.ticked, selection.unticked = filter_, [], []
    _save(selection)


def forget(selection: Selection) -> None:
    """Let go of everything that is selected, and of what the person has not touched for long."""
    old = Q(by=selection.by, changed_at__lt=timezone.now() - KEPT)
    gone = Selection.objects.filter(Q(pk=selection.pk) | old)
    gone._raw_delete(gone.db)  # nothing refers to them


def _save(selection: Selection) -> None:
    selection.version += 1
    selection.changed_at = timezone.now()
    selection.save()


def _take(selection: Selection, shown: list[int], ticked: list[int], kind: RecordKind, user: User) -> bool:
    """Put the state of a page into ``selection``; returns whether that changed it."""
    base = _fitting(selection, [*shown, *ticked], user)
    new = [key for key in ticked if key not in selection.ticked and key not in base]
    there = set(readable(user, kind.model).filter(pk__in=new).values_list("pk", flat=True)) if new else set()
    gone = set(shown) - set(ticked)
    extra = [*(key for key in selection.ticked if key not in gone), *(key for key in new if key in there)]
    without = [key for key in selection.unticked if key not in ticked]
    without += [key for key in shown if key in gone and key in base and key not in without]
    before, after = (selection.ticked, selection.unticked), (extra, without)
    if max(len(extra), len(without)) > MOST_TICKED:
        sentence = _("At most %(most)d records can be ticked one by one. Narrow the list by a filter and select all matches.")
        raise TooMany(sentence % {"most": MOST_TICKED})
    selection.ticked, selection.unticked = extra, without
    return before != after


def _fitting(selection: Selection, keys: list[int], user: User) -> set[int]:
    """Those of ``keys`` that fit the selection's filter."""
    if selection.filter is None or not keys:
        return set()
    try:
        return set(fitting_filter(selection, user=user).filter(pk__in=keys).values_list("pk", flat=True))
    except FilterLost:
        return set()


def keys_of(texts: Iterable[str]) -> list[int]:
    """The keys among ``texts``, each once, in order."""
    return list(dict.fromkeys(key for text in texts if (key := as_key(text))))


def _as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
