"""Carrying a merge out: one transaction that locks, reads again, compares with the preview, and only then writes."""

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.permissions import reload
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import add_subjects, change_set, label_of, name_of
from crm_merge.database.retrying import retried
from trash.guards import explains

from .differences import differences
from .drafting import own, still_open
from .errors import MergeNotAllowed, PlanChanged
from .journal import values_of
from .models import JournalLine, Merge, MergedRecord, MergeSession
from .plan import MergePlan, build_plan


@retried
def apply_merge(session: MergeSession, *, by: Model, fingerprint: str, reason: str = "") -> Merge:
    """Merge the records of ``session`` exactly as previewed under ``fingerprint``; return the merge.

    All or nothing, history and journal included (P5). Sent again, it returns the merge that was carried out (P6).
    Raises ``PlanChanged`` with a fresh plan when anything the preview rests on is different now, ``MergeNotAllowed``
    when the records or the rights are no longer there; nothing is written then.
    """
    try:
        draft = _apply(session, by, fingerprint, reason)
    except IntegrityError as error:
        if not explains(error):
            raise
        sentence = _("What a value refers to was moved to the trash at the same moment. Look at the preview again.")
        raise MergeNotAllowed(sentence) from error
    session.merge, session.state = draft.merge, draft.state
    return draft.merge


def _apply(session: MergeSession, by: Model, fingerprint: str, reason: str) -> MergeSession:
    with transaction.atomic():
        draft = MergeSession.objects.select_for_update().get(pk=session.pk)  # without its merge: a join is not read again
        if own(draft, by).merge_id is None:
            _carry_out(still_open(draft), by=reload(by), fingerprint=fingerprint, reason=reason)
    return draft


def _carry_out(draft: MergeSession, *, by: Model, fingerprint: str, reason: str) -> None:
    plan = build_plan(draft, by=by, lock=True)
    if plan.fingerprint != fingerprint:
        raise PlanChanged(plan, differences(draft.preview, plan))
    if plan.obstacles:
        raise MergeNotAllowed(" ".join(plan.obstacles))
    with change_set(Kind.MERGED, by=by, reason=reason) as opened:
        merge = _write_merge(plan, opened, by)
        _write_journal(plan, merge, by)
        _name_subjects(plan, opened)
        draft.merge, draft.state, draft.reason = merge, MergeSession.State.MERGED, reason
        draft.fingerprint, draft.preview = fingerprint, {}
        draft.save()


def _write_merge(plan: MergePlan, opened: ChangeSet, by: Model) -> Merge:
    merge = Merge.objects.create(
        record_type=plan.record_type,
        primary_id=plan.primary.pk,
        primary_label=label_of(plan.primary),
        primary_values=values_of(plan.primary),
        at=opened.at,
        by_key=by.pk,
        by_name=name_of(by),
        reason=opened.reason,
        fingerprint=plan.fingerprint,
        change_set=opened,
    )
    MergedRecord.objects.bulk_create(_merged(merge, candidate) for candidate in plan.trashed)
    return merge


def _merged(merge: Merge, candidate) -> MergedRecord:
    record = candidate.record
    return MergedRecord(
        merge=merge,
        record_type=merge.record_type,
        record_id=record.pk,
        primary_id=merge.primary_id,
        letter=candidate.letter,
        label=label_of(record),
        number=getattr(record, "display_number", ""),
        values=values_of(record),
    )


def _write_journal(plan: MergePlan, merge: Merge, by: Model) -> None:
    lines = JournalLine.objects.bulk_create(
        JournalLine(merge=merge, position=place, kind=change.kind, data=change.data)
        for place, change in enumerate(plan.changes, start=1)
    )
    for line, change in zip(lines, plan.changes, strict=True):
        change.apply(line, by=by)


def _name_subjects(plan: MergePlan, opened: ChangeSet) -> None:
    add_subjects(opened, [plan.primary], role="primary")
    add_subjects(opened, [candidate.record for candidate in plan.trashed], role="merged")
