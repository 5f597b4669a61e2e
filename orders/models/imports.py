import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from crm_merge.audit.models import ChangeSet
from crm_merge.jobs.models import Job


def generated_name(upload: "Import", filename: str) -> str:
    """A name nobody can guess; the person's file name is kept in ``name`` and never touches the disk."""
    return f"imports/{upload.pk.hex}"


class ImportMapping(models.Model):
    """Which column fills which field, as somebody decided it for files of one source. Without a name: the last decision."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100, blank=True)
    signature = models.CharField(max_length=64, help_text="The same for files with the same heads.")
    columns = models.JSONField(default=list, help_text="Pairs of head and key of the field it fills.")
    options = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False, help_text="Whether the team sees it.")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "name"], condition=~models.Q(name=""), name="import_mapping_once_per_name"
            ),
            models.UniqueConstraint(
                fields=["owner", "kind", "signature"], condition=models.Q(name=""), name="import_mapping_last_once_per_file"
            ),
        ]
        indexes = [models.Index(fields=["-used_at", "-id"], name="import_mapping_latest")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """A file on its way in: uploaded, its columns mapped, checked, imported. Only the person who uploaded it sees it.

    It is kept between the steps so that nobody uploads twice, and removed after a while.
    """

    class State(models.TextChoices):
        MAPPING = "mapping"
        CHECKED = "checked"
        IMPORTED = "imported"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file = models.FileField(upload_to=generated_name, help_text="Empty once it was imported.")
    name = models.CharField(max_length=255)
    examined = models.JSONField(default=dict, help_text="Dialect and columns, see importing.examining.Examined.")
    kind = models.CharField(max_length=20, blank=True)
    columns = models.JSONField(default=list, help_text="Per column the key of the field it fills.")
    options = models.JSONField(default=dict)
    mapping = models.ForeignKey(ImportMapping, models.SET_NULL, null=True, related_name="+", help_text="The saved one used.")
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    summary = models.JSONField(default=dict, help_text="Counts of the last check or of the import.")
    operation = models.ForeignKey(ChangeSet, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["by", "-created_at"], name="import_of_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_imported(self) -> bool:
        return self.state == self.State.IMPORTED

    @property
    def report_path(self) -> Path:
        """Where the lines of the last check or of the import are."""
        return Path(settings.MEDIA_ROOT) / "imports" / f"{self.pk.hex}.report"

    def page(self, name: str) -> str:
        """Address of a step: mapping, report, run or discard."""
        return reverse(f"orders:import_{name}", args=[self.pk])

    def get_absolute_url(self) -> str:
        return self.page("mapping" if self.state == self.State.MAPPING else "report")
