from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from crm_merge.access.permissions import allowed
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set

from .models import TrashEntry, Why
from .putting_away import put_away


def move_to_trash(
    records: Iterable[models.Model],
    *,
    by: models.Model,
    why: str = Why.DELETED,
    reason: str = "",
    held_by: str = "",
) -> list[TrashEntry]:
    """Put ``records`` away as one operation; records that are in the trash already stay as they are.

    Raises ``PermissionDenied`` with a sentence, and puts nothing away, when ``by`` may not delete one of them.
    """
    entries: list[TrashEntry] = []
    groups = by_type(records)
    with change_set(Kind.DELETED, by=by, reason=reason) as opened:
        for model, group in groups.items():
            made = put_away(model, [record.pk for record in group], by=by, why=why, reason=reason, held_by=held_by)
            _check_rights(group, by)
            entries += made
            moved = {entry.record_id for entry in made}
            add_subjects(opened, [record for record in group if record.pk in moved])
    return entries


def by_type(records: Iterable[models.Model]) -> dict[type[models.Model], list[models.Model]]:
    """Group records by model, models in a fixed order so that everybody locks alike."""
    groups: dict[type[models.Model], list[models.Model]] = {}
    for record in sorted(records, key=lambda record: (record._meta.label_lower, record.pk)):
        groups.setdefault(type(record), []).append(record)
    return groups


def _check_rights(records: list[models.Model], by: models.Model) -> None:
    """Asked after locking: what counts is the owner at the moment of writing."""
    deletable = allowed(by, "delete", records)
    for record in records:
        if record.pk not in deletable:
            raise PermissionDenied(_("Your roles do not allow you to delete %(record)s.") % {"record": record})
