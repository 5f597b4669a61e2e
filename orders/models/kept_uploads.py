import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


def generated_name(upload: "KeptUpload", filename: str) -> str:
    """A name nobody can guess; the person's file name is kept in ``name`` and never touches the disk."""
    return f"kept/{upload.pk.hex}"


class KeptUpload(models.Model):
    """A file that came with a form that could not be saved, kept until the form is sent again.

    Only the person who chose it can use it, in the field it was chosen for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=200, help_text="Type of record and name of the field.")
    file = models.FileField(upload_to=generated_name)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="kept_upload_oldest"),
            models.Index(fields=["by", "-created_at"], name="kept_upload_of_person"),
        ]

    def __str__(self) -> str:
        return self.name
