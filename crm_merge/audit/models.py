"""What happened: one ``ChangeSet`` per action, and the base every history table builds on.

A history row says *what* a row looked like after a change; its change set says *who* did it, *when* and as part of
which operation. Names and keys are kept as plain values so that an entry outlives the person and the record.
"""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kinds of operation that the CRM history tells apart."""

    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("moved to trash")
    MERGED = "merged", _("merged")
    UNDONE = "undone", _("undone")
    RESTORED = "restored", _("restored")
    PURGED = "purged", _("deleted permanently")
    IMPORTED = "imported", _("imported")
    EXPORTED = "exported", _("exported")
    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    RIGHTS_CHANGED = "rights_changed", _("rights changed")
    SETTINGS_CHANGED = "settings_changed", _("settings changed")


class ChangeSet(models.Model):
    """One action of one person (or of a command) and everything it changed."""

    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by_key = models.BigIntegerField(null=True, help_text="Key of the user, kept when the user is deleted.")
    by_name = models.CharField(max_length=200, help_text="Name of the user at that moment.")
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=20, default="page", help_text="page, command, job or admin")
    details = models.JSONField(default=dict, help_text="Facts the wording needs: file name, counts, keys.")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="changeset_newest"),
            models.Index(fields=["kind", "-at", "-id"], name="changeset_by_kind"),
            models.Index(fields=["by_key", "-at", "-id"], name="changeset_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.by_name}"

    def get_absolute_url(self) -> str:
        return reverse("audit:operation", args=[self.pk])


class Subject(models.Model):
    """A record that an operation was about; readable after the record is gone."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="subjects")
    record_type = models.CharField(max_length=100, help_text="Label of the model, e.g. orders.order.")
    record_id = models.BigIntegerField()
    label = models.CharField(max_length=300)
    role = models.CharField(max_length=20, blank=True, help_text="primary or merged, for merges and undos.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change_set", "record_type", "record_id"], name="subject_once_per_change_set"),
        ]
        indexes = [models.Index(fields=["record_type", "record_id", "-change_set"], name="subject_of_record")]

    def __str__(self) -> str:
        return self.label


class HistoryRow(models.Model):
    """Base of every history table: the row belongs to exactly one change set."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
