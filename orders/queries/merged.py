"""Where the data of merged records is now."""

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from merging import services
from orders.kinds import RecordKind
from orders.models import Record


def homes_of_number(kind: RecordKind, number: int) -> set[int]:
    """Keys of the live records that hold what once had this number."""
    merged = list(services.numbers_merged(kind.record_type, f"{kind.model.prefix}-{number}"))
    return _keys(services.homes(kind.record_type, merged)) if merged else set()


def readable_home(user: User, model: type[Record], key: int) -> Record | None:
    """The record that holds the data of the merged one with this key, in the trash or not, if ``user`` may read it."""
    home = services.current_home(model._meta.label_lower, key)
    return permitted(model.objects.filter(pk=home), user=user).first() if home and home != key else None


def merged_number(model: type[Record], key: int) -> str:
    """The number of a merged record, which may be deleted permanently since; empty when none was merged."""
    return services.number_of(model._meta.label_lower, key)


def _keys(homes: object) -> set[int]:
    found = homes.values() if isinstance(homes, dict) else homes
    return {key for key in found if key}
