"""Whether a background worker is there to take a job."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

SILENT_AFTER = timedelta(seconds=60)  # a living worker gives a sign every ten seconds


def worker_is_alive() -> bool:
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - SILENT_AFTER).exists()
