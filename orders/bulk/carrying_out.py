"""An action on many records: one transaction and one operation of the history, however many there are.

Keys are read once, in order, and worked on in chunks: lock, ask for liveness, filter and rights after the lock, write what
may be written and differs. Everybody locks in the order of keys, so two actions at once wait for each other and the second
sees what the first one wrote. Memory holds one chunk.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted, reload
from crm_merge.audit.models import ChangeSet
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.jobs.registry import Progress
from crm_merge.taking_back.services import CAN_BE_TAKEN_BACK
from orders.kinds import RecordKind, kind_named
from orders.models import Reason, Record
from orders.models.bulk import Meant
from trash.models import Why

from .changes import Change
from .meaning import records_of

CHUNK = 2000
LONG_TEXTS = ("description", "search_key")  # not needed to name a record


class Refused(NamedTuple):
    """A record that stayed as it was, and why."""

    record: Record
    reason: str
    details: str = ""


@dataclass
class Outcome:
    """``found`` is how many records were met; without a change there is no ``operation``."""

    operation: ChangeSet | None = None
    found: int = 0
    done: int = 0
    same: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Act:
    """Who does what with which records, by which right."""

    meant: Meant
    change: Change
    right: str
    by: User

    @property
    def kind(self) -> RecordKind:
        return kind_named(self.meant.kind)


def carry_out(
    act: Act,
    *,
    source: str = "page",
    progress: Progress | None = None,
    report: Callable[[Sequence[Refused]], object] = lambda refused: None,
) -> Outcome:
    """Do it. ``report`` is called with the records of each chunk that stay as they are.

    An act that changes nothing leaves no operation. Raises ``FilterLost``; nothing is written then.
    """
    with change_set(act.change.operation, by=act.by, source=source, details=dict(CAN_BE_TAKEN_BACK)) as opened:
        outcome = Outcome(opened)
        with closing(_chunks(act, progress)) as chunks:
            for keys in chunks:
                refused = _do(act, keys, outcome)
                outcome.refused += len(refused)
                report(refused)
        if not outcome.done:
            _forget(opened)
            outcome.operation = None
    return outcome


def _forget(opened: ChangeSet) -> None:
    empty = ChangeSet.objects.filter(pk=opened.pk)
    empty._raw_delete(empty.db)  # nothing refers to it, and the database sees to that


def _chunks(act: Act, progress: Progress | None) -> Generator[list[int], None, None]:
    """The keys as they are when the work begins, read through a cursor of the database."""
    found, total = _keys(act)
    done = 0
    with closing(found) as keys:
        while chunk := list(islice(keys, CHUNK)):
            yield chunk
            done += len(chunk)
            if progress is not None:
                progress(done, max(total, done))


def _keys(act: Act) -> tuple[Generator[int, None, None], int]:
    """Ticked ones all the same if they were put away meanwhile, for the report has to say so."""
    if act.meant.filter is None:
        return (key for key in sorted(act.meant.ticked)), len(act.meant.ticked)
    records = records_of(act.meant, user=act.by).order_by()
    keys = records.order_by("pk").values_list("pk", flat=True)
    return keys.iterator(chunk_size=CHUNK), records.count()


def _do(act: Act, keys: list[int], outcome: Outcome) -> list[Refused]:
    """Write one chunk; returns those that stay as they are. Rights are those of this moment."""
    act = Act(act.meant, act.change, act.right, reload(act.by))
    here = act.kind.model._base_manager.filter(pk__in=keys)
    _lock(here)
    locked = list(_named(permitted(here, user=act.by)))
    allowed = set(_pks(permitted(records_of(act.meant, user=act.by).filter(pk__in=keys), user=act.by, action=act.right)))
    free = here.filter(pk__in=allowed)
    lacking = act.change.refused(free)
    pending = set(_pks(act.change.pending(free)))
    writable = [record for record in locked if record.pk in pending and record.pk not in lacking]
    if writable:
        act.change.write(act.kind, [record.pk for record in writable], by=act.by)
        add_subjects(outcome.operation, writable)
    refused = _stay(act, locked, allowed) + [
        Refused(record, Reason.STAGE, lacking[record.pk]) for record in locked if record.pk in lacking and record.pk in pending
    ]
    outcome.found += len(locked)
    outcome.done += len(writable)
    outcome.same += len(locked) - len(writable) - len(refused)
    return refused


def _lock(records: QuerySet) -> None:
    """Without any join: a row that was changed while we waited would no longer meet the row it was joined to, and be missed."""
    list(records.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _named(records: QuerySet) -> QuerySet:
    return records.order_by("pk").select_related("trash_entry").defer(*LONG_TEXTS)


def _pks(records: QuerySet) -> QuerySet:
    return records.order_by().values_list("pk", flat=True)


def _stay(act: Act, locked: Sequence[Record], allowed: set[int]) -> list[Refused]:
    """Those that are put away, changed so that they do not fit, or not the person's to change."""
    others = [record for record in locked if record.pk not in allowed]
    if not others:
        return []
    still_meant = set(_pks(records_of(act.meant, user=act.by).filter(pk__in=[record.pk for record in others])))
    return [Refused(record, _reason(record, still_meant)) for record in others]


def _reason(record: Record, still_meant: set[int]) -> str:
    if not record.is_live:
        return Reason.MERGED if record.trash_entry.why == Why.MERGED else Reason.TRASHED
    return Reason.RIGHT if record.pk in still_meant else Reason.UNFIT
