"""The bin. A record is put away by getting a ``TrashEntry``; it is live while it has none."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    DELETED = "deleted", _("deleted by hand")
    MERGED = "merged", _("merged into another record")


class TrashEntry(models.Model):
    """One record in the trash: what, who, when, why and which operation put it there."""

    record_type = models.CharField(max_length=100, help_text="Label of the model, e.g. orders.order.")
    record_id = models.BigIntegerField()
    label = models.CharField(max_length=300)
    trashed_at = models.DateTimeField(default=timezone.now)
    by_key = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    why = models.CharField(max_length=20, choices=Why, default=Why.DELETED)
    reason = models.TextField(blank=True)
    change_set = models.ForeignKey("audit.ChangeSet", models.PROTECT, related_name="+")
    held_by = models.CharField(max_length=60, blank=True, help_text="What a plain restore would half-undo, e.g. merge:12.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_type", "record_id"], name="trash_entry_once_per_record"),
        ]
        indexes = [
            models.Index(fields=["-trashed_at", "-id"], name="trash_newest"),
            models.Index(fields=["held_by"], name="trash_held_by"),
        ]

    def __str__(self) -> str:
        return self.label


LIVE = models.Q(trash_entry__isnull=True)  # also the condition of the indexes that serve the lists


class TrashableQuerySet(models.QuerySet):
    def live(self) -> "TrashableQuerySet":
        """Records that are not in the trash."""
        return self.filter(LIVE)

    def trashed(self) -> "TrashableQuerySet":
        return self.filter(trash_entry__isnull=False)


class Trashable(models.Model):
    """A record that can be put away. ``objects`` is unfiltered on purpose: lists say ``.live()``."""

    trash_entry = models.OneToOneField(TrashEntry, models.PROTECT, null=True, editable=False, related_name="+")

    objects = TrashableQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_live(self) -> bool:
        return self.trash_entry_id is None
