from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from trash.lines import kept_days
from trash.models import TrashEntry
from trash.services import PurgeRefused, purge

BATCH = 500
LONGEST = 36_500


class Command(BaseCommand):
    """The retention job: destroys records that have been in the trash for longer than the given days."""

    help = "Delete records permanently that have been in the trash for longer than TRASH_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=kept_days(), help="Keep records that are younger (default: TRASH_DAYS).")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be deleted and change nothing.")

    def handle(self, *args: Any, days: int, dry_run: bool, **options: Any) -> None:
        if not 0 <= days <= LONGEST:
            raise CommandError(f"--days has to be between 0 and {LONGEST}.")
        old = TrashEntry.objects.filter(trashed_at__lt=timezone.now() - timedelta(days=days)).order_by("pk")
        if dry_run:
            self.stdout.write(f"{old.count()} records would be deleted permanently.")
            return
        self.stdout.write(f"{self._purge(old)} records were deleted permanently.")

    def _purge(self, old: Any) -> int:
        done, last = 0, 0
        while batch := list(old.filter(pk__gt=last)[:BATCH]):
            last = batch[-1].pk
            done += self._purge_batch(batch)
        return done

    def _purge_batch(self, batch: list[TrashEntry]) -> int:
        try:
            outcome = purge(batch, by=None, source="command")
        except PurgeRefused as error:
            outcome = error
        for refusal in outcome.refused:
            self.stderr.write(f"{refusal.label}: {refusal.sentence}")
        return len(getattr(outcome, "done", ()))
