"""Merges: the draft a person works on, what was carried out, and the journal that takes it back."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .journal import VERSION


class MergeSession(models.Model):
    """A merge that is not carried out yet: the choices of one wizard, resumable, safe in two tabs."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MERGED = "merged", _("merged")
        DISCARDED = "discarded", _("discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_type = models.CharField(max_length=100)
    record_ids = ArrayField(models.BigIntegerField(), help_text="In the order chosen: A, B, C …")
    primary_id = models.BigIntegerField(null=True)
    choices = models.JSONField(default=dict, help_text="Per field name what a person decided; see merging.situation.")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of the plan last previewed.")
    preview = models.JSONField(default=dict, help_text="The records as last previewed, to name what changed since.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="merge_sessions")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    merge = models.OneToOneField("Merge", models.PROTECT, null=True, related_name="session")

    class Meta:
        indexes = [models.Index(fields=["created_by", "state", "-updated_at"], name="merge_session_mine")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_ids}"

    def get_absolute_url(self) -> str:
        return reverse("merging:primary", args=[self.pk])


class Merge(models.Model):
    """A merge that was carried out. Its facts stay readable after every record in it is gone."""

    record_type = models.CharField(max_length=100)
    primary_id = models.BigIntegerField()
    primary_label = models.CharField(max_length=300)
    primary_values = models.JSONField(help_text="The primary's fields before the merge, exact (merging.journal).")
    at = models.DateTimeField(default=timezone.now)
    by_key = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)
    journal_version = models.PositiveSmallIntegerField(default=VERSION, help_text="How to read the journal (merging.journal).")
    change_set = models.OneToOneField("audit.ChangeSet", models.PROTECT, related_name="merge")
    undone_at = models.DateTimeField(null=True)
    undone_by_key = models.BigIntegerField(null=True)
    undone_by_name = models.CharField(max_length=200, blank=True)
    undo_change_set = models.OneToOneField("audit.ChangeSet", models.PROTECT, null=True, related_name="undone_merge")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="merge_newest"),
            models.Index(fields=["record_type", "primary_id"], name="merge_of_primary"),
        ]

    def __str__(self) -> str:
        return self.primary_label

    def get_absolute_url(self) -> str:
        return reverse("merging:merge", args=[self.pk])


class MergedRecord(models.Model):
    """The link "was merged into": one live link per record, so the links form a forest (P9)."""

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="records")
    record_type = models.CharField(max_length=100)
    record_id = models.BigIntegerField()
    primary_id = models.BigIntegerField()
    letter = models.PositiveSmallIntegerField(help_text="Place in the wizard: 0 is A. The colour follows from it.")
    label = models.CharField(max_length=300)
    number = models.CharField(max_length=40, blank=True, help_text="As searched for, e.g. A-1043.")
    values = models.JSONField(help_text="Every field of the record before the merge, exact (P2).")
    is_live = models.BooleanField(default=True, help_text="False once the merge is undone or the record restored.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id"], condition=models.Q(is_live=True), name="merged_into_one_record"
            ),
            models.CheckConstraint(condition=~models.Q(record_id=models.F("primary_id")), name="not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["record_type", "primary_id"], name="merged_into"),
            models.Index(fields=["record_type", "number"], name="merged_number"),
        ]

    def __str__(self) -> str:
        return self.label


class JournalLine(models.Model):
    """One change of a merge, exact enough to rebuild and revert it."""

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="journal")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "position"], name="journal_position_once")]

    def __str__(self) -> str:
        return f"{self.merge_id}/{self.position} {self.kind}"


class MovedRow(models.Model):
    """A related row that a journal line moved, and the record it came from. Written by the database, set-based."""

    line = models.ForeignKey(JournalLine, models.PROTECT, related_name="moved_rows")
    row_id = models.BigIntegerField()
    from_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "row_id"], name="row_moved_once_per_line")]

    def __str__(self) -> str:
        return f"{self.row_id} ← {self.from_id}"
