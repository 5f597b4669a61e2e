"""The draft before the merge: started, decided step by step, kept for later, discarded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_merge.access.permissions import covers

from . import registry
from .completeness import suggest_primary
from .errors import MergeNotAllowed
from .models import MergeSession
from .plan import MergePlan, build_plan

MOST_RECORDS = 20


def start_merge(records: Sequence[Model], *, by: Model) -> MergeSession:
    """Open a draft for 2 to 20 different live records of one type; the most complete one is proposed as the primary.

    Raises ``MergeNotAllowed`` with the sentence for the person; nothing is written then.
    """
    spec = _spec_of(records)
    ids = [record.pk for record in records]
    session = MergeSession(record_type=spec.key, record_ids=ids, created_by=by, primary_id=_possible_primary(records, by))
    plan = build_plan(session, by=by)
    suggested = suggest_primary(plan).record_id
    if _may_stay(records, suggested, by):
        session.primary_id = suggested
    session.save()
    return session


def _spec_of(records: Sequence[Model]) -> registry.MergeSpec:
    if len({type(record) for record in records}) > 1:
        raise MergeNotAllowed(_("Only records of the same type can be merged."))
    if len({record.pk for record in records}) < len(records):
        raise MergeNotAllowed(_("The same record was chosen twice. A record cannot be merged with itself."))
    if len(records) < 2:
        raise MergeNotAllowed(_("Choose at least two records to merge."))
    if len(records) > MOST_RECORDS:
        raise MergeNotAllowed(_("At most %(most)s records can be merged at once. Choose fewer.") % {"most": MOST_RECORDS})
    return registry.spec_for(type(records[0]))


def _may_stay(records: Sequence[Model], primary_id: int, by: Model) -> bool:
    return all(covers(by, "delete", record) for record in records if record.pk != primary_id)


def _possible_primary(records: Sequence[Model], by: Model) -> int:
    """The first record, unless another one is the only one that cannot be given up."""
    return next((record.pk for record in records if not covers(by, "delete", record)), records[0].pk)


def choose_primary(session: MergeSession, record_id: int, *, by: Model) -> MergeSession:
    """Say which record stays. Raises ``MergeNotAllowed`` when ``by`` may not give up one of the others."""
    with transaction.atomic():
        draft = locked(session, by=by)
        if record_id not in draft.record_ids:
            raise MergeNotAllowed(_("The primary has to be one of the records of this merge."))
        draft.primary_id = record_id
        build_plan(draft, by=by)
        draft.save(update_fields=["primary_id", "updated_at"])
    return _refreshed(session, draft)


def choose(session: MergeSession, choices: Mapping[str, Any], *, by: Model) -> MergeSession:
    """Keep the person's choices. A choice that says what is suggested anyway is not kept, so that it follows the primary."""
    with transaction.atomic():
        draft = locked(session, by=by)
        draft.choices = dict(choices) | {"fields": {}}
        suggested = {(state.name, option.record_id) for state in build_plan(draft, by=by).fields for option in _suggested(state)}
        fields = choices.get("fields") or {}
        draft.choices["fields"] = {
            name: choice for name, choice in fields.items() if (name, choice.get("from")) not in suggested
        }
        draft.save(update_fields=["choices", "updated_at"])
    return _refreshed(session, draft)


def _suggested(state) -> list:
    return [option for option in state.options if option.is_suggested]


def remember_preview(session: MergeSession, plan: MergePlan) -> None:
    """Note what the person has seen, to tell later what changed since. A draft that is over stays as it is."""
    session.fingerprint, session.preview = plan.fingerprint, plan.preview
    opened = MergeSession.objects.filter(pk=session.pk, state=MergeSession.State.OPEN)
    opened.update(fingerprint=plan.fingerprint, preview=plan.preview, updated_at=timezone.now())


def keep_for_later(session: MergeSession, *, reason: str, by: Model) -> MergeSession:
    """Leave the draft open with everything decided so far and the reason as typed."""
    with transaction.atomic():
        draft = locked(session, by=by)
        draft.reason = reason
        draft.save(update_fields=["reason", "updated_at"])
    return _refreshed(session, draft)


def discard(session: MergeSession, *, by: Model) -> None:
    """Throw the draft away. A draft that was carried out meanwhile stays as it is."""
    with transaction.atomic():
        draft = own(MergeSession.objects.select_for_update().get(pk=session.pk), by)
        if draft.state == MergeSession.State.OPEN:
            draft.state = MergeSession.State.DISCARDED
            draft.save(update_fields=["state", "updated_at"])
    _refreshed(session, draft)


def locked(session: MergeSession, *, by: Model) -> MergeSession:
    """The draft as stored, locked. Raises ``MergeNotAllowed`` when it is over or somebody else's."""
    return still_open(own(MergeSession.objects.select_for_update().get(pk=session.pk), by))


def own(draft: MergeSession, by: Model) -> MergeSession:
    """``draft`` if it is by ``by``. Raises ``MergeNotAllowed`` otherwise."""
    if draft.created_by_id != by.pk:
        raise MergeNotAllowed(_("Somebody else works on this draft merge."), status=403)
    return draft


def still_open(draft: MergeSession) -> MergeSession:
    """``draft`` if it can go on. Raises ``MergeNotAllowed`` when it is over."""
    if draft.state == MergeSession.State.MERGED:
        raise MergeNotAllowed(_("This merge was already carried out."))
    if draft.state == MergeSession.State.DISCARDED:
        raise MergeNotAllowed(_("This draft merge was discarded. The records are as they were."))
    return draft


def _refreshed(session: MergeSession, draft: MergeSession) -> MergeSession:
    for field in MergeSession._meta.concrete_fields:
        setattr(session, field.attname, getattr(draft, field.attname))
    return session
