"""Days and instants, stored as text that sorts in the order of time."""

import re
from datetime import UTC, date, datetime, time

from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from crm_merge.ui.display import display
from orders.forms.days import is_believable
from orders.models.custom_fields import CustomField

from .base import BadValue, FieldType, Names, Reading, Stored

TIME = re.compile(
    r"[\sT]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,6}))?)?"
    r"\s*(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2})?$"
)


def _checked(day: date) -> date:
    if not is_believable(day):
        raise BadValue(noop("Choose a year between 1900 and 2999."))
    return day


class Day(FieldType):
    key, label = "day", _("Date")
    hint = _("A day of the calendar.")
    may_be_multiple = True

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        return _checked(reading.day(text)).isoformat()

    def write(self, value: Stored, field: CustomField) -> str:
        return value

    def show(self, value: Stored, field: CustomField, names: Names) -> str:
        return display(date.fromisoformat(value))


def stored_instant(moment: datetime) -> str:
    """UTC, always of the same width, so that text sorts as time does."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{plain.isoformat(timespec='microseconds')}Z"


def instant_of(value: str) -> datetime:
    return datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)


class Instant(FieldType):
    key, label = "instant", _("Date and time")
    hint = _("A moment, shown in everybody’s own time zone.")

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        found = TIME.search(text.strip())
        day = _checked(reading.day(text[: found.start()].strip() if found else text))
        return stored_instant(_moment(day, found, text))

    def write(self, value: Stored, field: CustomField) -> str:
        """To the second at least, to the microsecond where there are any, in the reader's time zone."""
        local = timezone.localtime(instant_of(value))
        zone = local.strftime("%z")
        return f"{local.replace(tzinfo=None).isoformat(sep=' ')} {zone[:3]}:{zone[3:]}"

    def show(self, value: Stored, field: CustomField, names: Names) -> str:
        return display(instant_of(value))


def _moment(day: date, found: re.Match | None, text: str) -> datetime:
    try:
        at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0), _micro(found)) if found else time.min
        plain = datetime.combine(day, at)
        if found and found["zone"]:
            zone = found["zone"] if found["zone"] not in ("Z", "UTC") else "+00:00"
            return datetime.strptime(f"{plain.isoformat(timespec='microseconds')}{zone}", "%Y-%m-%dT%H:%M:%S.%f%z")
        return from_current_timezone(plain)
    except (ValueError, OverflowError, ValidationError) as error:
        raise BadValue(noop("“%(value)s” is no date and time. Write it as 2026-07-04 14:30."), value=text) from error


def _micro(found: re.Match) -> int:
    return int((found["part"] or "0").ljust(6, "0"))
