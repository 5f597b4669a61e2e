"""Set-based building blocks: put records of one type away and take them out. They check no rights.

Both run inside the open change set, write the history of the records and raise their ``version``.
"""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Subquery

from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.services import current, label_of, name_of

from .models import TrashEntry, Why


def put_away(
    model: type[models.Model],
    ids: Collection[int],
    *,
    by: models.Model | None,
    why: str = Why.DELETED,
    reason: str = "",
    held_by: str = "",
) -> list[TrashEntry]:
    """Put the live records among ``ids`` into the trash, locked in key order; return their entries."""
    records = list(_locked(model, ids).filter(trash_entry__isnull=True))
    if not records:
        return []
    facts = {"by_key": by.pk if by else None, "by_name": name_of(by), "why": why, "reason": reason, "held_by": held_by}
    entries = TrashEntry.objects.bulk_create(_entry(record, facts) for record in records)
    keys = [record.pk for record in records]
    entry = TrashEntry.objects.filter(record_type=model._meta.label_lower, record_id=OuterRef("pk")).values("pk")
    update_with_history(model._base_manager.filter(pk__in=keys), {"trash_entry": Subquery(entry), **_next_version(model)})
    return entries


def take_out(model: type[models.Model], ids: Collection[int], *, by: models.Model | None) -> int:
    """Take the trashed records among ``ids`` out of the trash; return how many were there."""
    records = model._base_manager.filter(pk__in=list(ids), trash_entry__isnull=False)
    taken = update_with_history(records, {"trash_entry": None, **_next_version(model)})
    entries = TrashEntry.objects.filter(record_type=model._meta.label_lower, record_id__in=list(ids))
    entries._raw_delete(entries.db)  # nothing refers to them any more, and the database sees to that
    return taken


def _locked(model: type[models.Model], ids: Collection[int]) -> models.QuerySet:
    return model._base_manager.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=("self",))


def _entry(record: models.Model, facts: dict[str, Any]) -> TrashEntry:
    change_set = current()
    return TrashEntry(
        record_type=record._meta.label_lower,
        record_id=record.pk,
        label=label_of(record),
        trashed_at=change_set.at,
        change_set=change_set,
        **facts,
    )


def _next_version(model: type[models.Model]) -> dict[str, Any]:
    has_version = any(field.name == "version" for field in model._meta.fields)
    return {"version": F("version") + 1} if has_version else {}
