"""What is in the trash, for one reader."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from crm_merge.access.permissions import has_right, permitted

from .models import TrashEntry
from .outcome import Outcome
from .registry import bins, model_for


def visible_entries(reader: models.Model) -> models.QuerySet:
    """Entries of records that ``reader`` may read: all of them with ``trash.restore_records``, else their own."""
    condition = Q(pk__in=[])
    for record_type, bin_ in bins().items():
        readable = permitted(bin_.model._base_manager.filter(trash_entry__isnull=False), user=reader)
        condition |= Q(record_type=record_type, pk__in=readable.order_by().values("trash_entry_id"))
    entries = TrashEntry.objects.filter(condition)
    everything = has_right(reader, "trash.restore_records") or has_right(reader, "trash.purge_records")
    return entries if everything else entries.filter(by_key=reader.pk)


def group_by_type(entries: Iterable[TrashEntry]) -> dict[type[models.Model], list[TrashEntry]]:
    """Group entries by the model of their record, in a fixed order so that everybody locks alike."""
    groups: dict[type[models.Model], list[TrashEntry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.record_type, entry.record_id)):
        groups.setdefault(model_for(entry.record_type), []).append(entry)
    return groups


def lock_entries(model: type[models.Model], entries: list[TrashEntry], outcome: Outcome) -> list[TrashEntry]:
    """Lock the records in key order and read their entries again; entries that are gone are refused."""
    keys = [entry.record_id for entry in entries]
    list(model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    known = [entry.pk for entry in entries]
    here = list(TrashEntry.objects.filter(pk__in=known).order_by("record_id").select_for_update(of=("self",)))
    left = {entry.pk for entry in here}
    outcome.refuse([entry for entry in entries if entry.pk not in left], _("It is no longer in the trash."))
    return here
