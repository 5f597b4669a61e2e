"""An import from the first row to the last: planned in a dry run, planned and written in one transaction otherwise."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import reload
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import change_set
from crm_merge.reference.keeping import reading
from crm_merge.taking_back.services import CAN_BE_TAKEN_BACK
from trash.guards import explains

from .entries import Entry
from .planning.companies import CompanyPlanner
from .planning.contacts import ContactPlanner
from .planning.context import Context
from .planning.orders import OrderPlanner
from .planning.outcome import Outcome
from .planning.people import PersonPlanner
from .planning.planner import Planner
from .planning.products import ProductPlanner
from .report import Summary
from .source import Source, Stopped
from .writing import write

BATCH = 500  # entries that are planned and written together
PLANNERS: dict[str, type[Planner]] = {
    "person": PersonPlanner,
    "product": ProductPlanner,
    "company": CompanyPlanner,
    "contact": ContactPlanner,
    "order": OrderPlanner,
}
_ONE_IMPORT_AT_A_TIME = 7_302_001

Report = Callable[[Outcome], None]
Progress = Callable[[int, int], None]


@reading()
def dry_run(source: Source, context: Context, *, report: Report, progress: Progress | None = None) -> Summary:
    """Plan every entry and write nothing. ``report`` is called with each outcome."""
    summary = Summary()
    for planner, outcomes in _planned(source, context, progress):
        _count(summary, planner, outcomes, report)
    return summary


@reading()
def carry_out(
    source: Source, *, by: User | None, origin: str, report: Report, progress: Progress | None = None
) -> tuple[Summary, ChangeSet | None]:
    """Import the file in one transaction, as one operation of the history. Rights are asked anew for every record.

    A file that changes nothing leaves no operation behind.

    Raises:
        Stopped: an entry is broken, or a record went to the trash meanwhile. Nothing was written.
    """
    summary = Summary()
    try:
        with transaction.atomic():
            _wait_for_turn()
            by = reload(by) if by else None
            context = Context(by, source.options, writes=True)
            with change_set(Kind.IMPORTED, by=by, source=origin, details=_details(source, by)) as opened:
                for planner, outcomes in _planned(source, context, progress):
                    if not any(outcome.action == "error" for outcome in outcomes):
                        write(planner.batch, opened)
                    _count(summary, planner, outcomes, report)
            if summary.is_broken:
                raise Stopped(_("The file has errors, so nothing was written. The report names their lines."))
            if not summary.writes:
                transaction.set_rollback(True)
    except IntegrityError as error:
        if not explains(error):
            raise
        sentence = _("A record that the file points to was moved to the trash meanwhile. Nothing was written; check again.")
        raise Stopped(sentence) from error
    return summary, opened if summary.writes else None


def _planned(source: Source, context: Context, progress: Progress | None) -> Iterator[tuple[Planner, list[Outcome]]]:
    """Batch by batch: the planner that holds what is to be written, and the outcomes."""
    heads = {key: head for key, head in zip(source.columns, source.heads, strict=True) if key}
    planner, done = PLANNERS[source.kind.name](context, heads), 0
    for entries in _batches(source.entries()):
        planner.begin(entries)
        yield planner, [outcome for entry in entries for outcome in planner.plan(entry)]
        done += sum(len(entry.lines) for entry in entries)
        if progress is not None:
            progress(done, source.row_count)


def _count(summary: Summary, planner: Planner, outcomes: Iterable[Outcome], report: Report) -> None:
    for outcome in outcomes:
        summary.count(outcome)
        report(outcome)
    summary.count_rows(planner.batch.new, summary.new)
    summary.count_rows(planner.batch.changed, summary.changed)


def _batches(entries: Iterator[Entry]) -> Iterator[Sequence[Entry]]:
    while batch := list(islice(entries, BATCH)):
        yield batch


def _wait_for_turn() -> None:
    """Two imports at once would both find that a record is not there yet, so they go one after the other (P8)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_IMPORT_AT_A_TIME])


def another_runs() -> bool:
    """Whether an import is being written right now, so that another one would have to wait for its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_IMPORT_AT_A_TIME])
        free = cursor.fetchone()[0]
        if free:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_IMPORT_AT_A_TIME])
    return not free


def _details(source: Source, by: User | None) -> dict[str, Any]:
    """Facts for the history. People have no history table of their own, so who is made or changed is planned first."""
    details: dict[str, Any] = {"file": source.name, "kind": source.kind.name}
    if source.kind.model is not User:
        return details | CAN_BE_TAKEN_BACK
    context = Context(by, source.options)
    dry_run(source, context, report=lambda outcome: None)
    return details | {"people": context.noted_people}
