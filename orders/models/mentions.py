"""People named in comments."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked

from .activities import Comment


class Mention(models.Model):
    """Somebody was named in a comment. It goes where the comment goes, and away with it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions", verbose_name=_("Comment"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Mentioned person"))

    history = tracked()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mention_once_per_comment")]
        indexes = [models.Index(fields=["person", "-id"], name="mention_newest")]

    def __str__(self) -> str:
        return str(self.person)


class SettledMention(models.Model):
    """The mentioned person is done with a mention: a note of theirs to themselves, so it has no history.

    The constraint stands in the migration: the database deletes the note with its mention, whoever deletes that.
    """

    mention = models.OneToOneField(
        Mention, models.DO_NOTHING, primary_key=True, related_name="settled", db_constraint=False
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.mention_id)
