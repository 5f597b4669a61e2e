"""Long work that one person started: what it is, how far it is, how it ended."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of background work. Only its owner sees it; the work itself is a registered task (see ``registry``)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("canceled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    task = models.CharField(max_length=50, help_text="Name under which the work was registered.")
    arguments = models.JSONField(default=dict)
    title = models.CharField(max_length=200, help_text="What people read while they wait.")
    language = models.CharField(max_length=10, help_text="The language its messages are written in.")
    page_url = models.CharField(max_length=500, help_text="Where the result is shown.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False, help_text="Its owner wants it stopped; seen at the next progress.")
    message = models.TextField(blank=True, help_text="The last sentence: how it ended.")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_of_owner")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int | None:
        """How far the work is, 0 to 100; None while that is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None
