import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked

from .attached import Attached


def generated_name(attachment: "Attachment", filename: str) -> str:
    """A name nobody can guess or collide with; the person's file name is kept in ``name`` and never touches the disk."""
    return f"files/{uuid.uuid4().hex}"


class Attachment(Attached):
    """A file on a record. Its bytes are never changed and leave the disk only when the row is purged."""

    file = models.FileField(_("File"), upload_to=generated_name)
    name = models.CharField(_("File name"), max_length=255)
    size = models.PositiveBigIntegerField(_("Size"), help_text="In bytes.")
    sha256 = models.CharField(_("Checksum"), max_length=64, help_text="Of the content, hexadecimal.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Uploaded by")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    history = tracked()

    class Meta(Attached.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name
