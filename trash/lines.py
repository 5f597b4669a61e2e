"""Entries made ready for the page, in a bounded number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from .models import TrashEntry, Why
from .reading import group_by_type
from .registry import Holder, holders, model_for
from .restoring import restorable_keys

KEPT_DAYS = 30


@dataclass
class Line:
    """One entry as its reader sees it."""

    entry: TrashEntry
    holder: Holder | None = None
    can_restore: bool = False

    @property
    def type_name(self) -> str:
        return capfirst(str(model_for(self.entry.record_type)._meta.verbose_name))

    @property
    def url(self) -> str:
        """The record's own address, which says that it is in the trash, or leads to the record that holds its data."""
        return model_for(self.entry.record_type)(pk=self.entry.record_id).get_absolute_url()

    @property
    def is_merged(self) -> bool:
        return self.entry.why == Why.MERGED

    @property
    def days_left(self) -> int:
        """Days until the retention job may destroy the record, never below zero."""
        left = self.entry.trashed_at + timedelta(days=kept_days()) - timezone.now()
        return max(0, ceil(left / timedelta(days=1)))

    @property
    def is_soon(self) -> bool:
        return self.days_left < 4


def kept_days() -> int:
    """How many days the trash keeps a record."""
    return getattr(settings, "TRASH_DAYS", KEPT_DAYS)


def lines(entries: Sequence[TrashEntry], *, reader: models.Model) -> list[Line]:
    """Entries with what holds them and whether ``reader`` may bring them back."""
    known = holders([entry.held_by for entry in entries if entry.held_by], reader=reader)
    mine = {
        (model._meta.label_lower, key)
        for model, group in group_by_type(entries).items()
        for key in restorable_keys(model, group, reader)
    }
    return [Line(entry, known.get(entry.held_by), (entry.record_type, entry.record_id) in mine) for entry in entries]
