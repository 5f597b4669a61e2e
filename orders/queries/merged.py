"""Where the data of merged records is now."""

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from merging import services
from orders.kinds import RecordKind
from orders.models import Record

from .numbers import parse_number


def homes_of_text(kind: RecordKind, text: str) -> set[int]:
    """Keys of the records that hold what once had the number that ``text`` is; none if it is no number."""
    number = parse_number(kind.model, text)
    return set() if number is None else services.homes_of_number(kind.record_type, f"{kind.model.prefix}-{number}")


def readable_home(user: User, model: type[Record], key: int) -> Record | None:
    """The record that holds the data of the merged one with this key, in the trash or not, if ``user`` may read it."""
    home = services.current_home(model._meta.label_lower, key)
    return permitted(model.objects.filter(pk=home), user=user).first() if home and home != key else None


def merged_number(model: type[Record], key: int) -> str:
    """The number of a merged record, which may be deleted permanently since; empty when none was merged."""
    return services.number_of(model._meta.label_lower, key)
