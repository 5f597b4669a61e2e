"""Doing something with many records: which ones a person has chosen, what was done with them, what was left and why."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.models import ChangeSet
from crm_merge.jobs.models import Job


class Meant(models.Model):
    """Abstract: records of one kind by their keys or by a filter, in a size that does not grow with the records.

    ``ticked`` are chosen one by one. With a ``filter`` (the query of a list's address) all that fit it are meant too,
    but those in ``unticked``.
    """

    kind = models.CharField(max_length=20)
    filter = models.TextField(null=True)  # an empty one means all records
    ticked = models.JSONField(default=list)
    unticked = models.JSONField(default=list)

    class Meta:
        abstract = True


class Selection(Meant):
    """What a person has ticked in one tab of a list; the list's address names it, so tabs never mix."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0, help_text="Rises with every change.")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["by", "changed_at"], name="selection_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BulkAction(Meant):
    """One action on many records, as it was confirmed, and how it came out. Only whoever confirmed it sees it.

    ``named`` is what the page before said, ``found`` how many there were when it was done: ``done`` changed, ``same`` were
    like that already, ``refused`` stayed and have a row that says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    action = models.CharField(max_length=20)
    value = models.BigIntegerField(null=True, help_text="Key of what was chosen: owner, stage, tag.")
    value_label = models.CharField(max_length=200, blank=True)
    back = models.TextField(help_text="Address of the list it was begun in.")
    named = models.PositiveBigIntegerField(default=0)
    is_about = models.BooleanField(default=False, help_text="Whether named is an estimate.")
    found = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    same = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    operation = models.ForeignKey(ChangeSet, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-created_at"], name="bulk_action_of_person")]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("orders:bulk_report", args=[self.pk])


class Reason(models.TextChoices):
    """Why a record stayed as it is."""

    RIGHT = "right", _("Your roles do not allow it.")
    STAGE = "stage", _("The stage needs fields that are empty.")
    UNFIT = "unfit", _("It was changed meanwhile and does not fit the filter any more.")
    TRASHED = "trashed", _("It was moved to the trash meanwhile.")
    MERGED = "merged", _("It was merged into another record meanwhile.")


class BulkRefusal(models.Model):
    """A record that a bulk action left as it was."""

    action = models.ForeignKey(BulkAction, models.CASCADE, related_name="refusals")
    record_id = models.BigIntegerField()
    label = models.CharField(max_length=300)
    reason = models.CharField(max_length=10, choices=Reason)
    details = models.TextField(blank=True, help_text="The sentence where the reason alone does not say enough.")

    class Meta:
        indexes = [models.Index(fields=["action", "id"], name="bulk_refusal_of_action")]

    def __str__(self) -> str:
        return self.label

    @property
    def sentence(self) -> str:
        """Why the record stayed, for the reader."""
        return self.details or str(Reason(self.reason).label)
