"""Who asks, and when: what conditions need to know beside their values."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.functional import cached_property

from crm_merge.access.models import User
from orders.kinds import RecordKind


class Senseless(ValueError):  # noqa: N818 - says what the value is
    """A value that a condition cannot be made of. The text is a sentence for the reader."""


@dataclass
class Asking:
    """One reading of an address by one person. ``memo`` keeps what several conditions and the page ask for alike."""

    reader: User
    kind: RecordKind
    memo: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Any) -> Any:
        if name not in self.memo:
            self.memo[name] = make()
        return self.memo[name]

    @cached_property
    def zone(self) -> tzinfo:
        """The reader's own zone, in the page and in a job alike."""
        try:
            return ZoneInfo(self.reader.time_zone) if self.reader.time_zone else timezone.get_current_timezone()
        except (ZoneInfoNotFoundError, ValueError):
            return timezone.get_current_timezone()

    @cached_property
    def today(self) -> date:
        return timezone.now().astimezone(self.zone).date()

    def instants(self, first: date, last: date) -> tuple[datetime, datetime]:
        """The beginning of the first day and the end of the last, as the clocks of the reader's zone show them."""
        midnight = time(tzinfo=self.zone)
        return datetime.combine(first, midnight), datetime.combine(last + timedelta(days=1), midnight)
