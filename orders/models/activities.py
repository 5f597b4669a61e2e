from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked

from .attached import PARENTS, Attached


def _open_ones(parent: str) -> models.Index:
    """Finds what is open on a record, and when it is due."""
    still = models.Q(done_at__isnull=True, **{f"{parent}__isnull": False})
    return models.Index(fields=[parent, "due_at"], condition=still, name=f"open_activity_of_{parent}")


class Activity(Attached):
    """Something to do or done: call, e-mail, meeting, task. Open while ``done_at`` is empty."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        EMAIL = "email", _("E-mail")
        MEETING = "meeting", _("Meeting")
        TASK = "task", _("Task")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.TASK)
    subject = models.CharField(_("Subject"), max_length=200)
    body = models.TextField(_("Note"), blank=True, max_length=20_000)
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    done_at = models.DateTimeField(_("Done"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Responsible person")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    history = tracked()

    class Meta(Attached.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [_open_ones(parent) for parent in PARENTS]

    def __str__(self) -> str:
        return self.subject


class Comment(Attached):
    text = models.TextField(_("Comment"), max_length=20_000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Author"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    history = tracked()

    class Meta(Attached.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:80]
