"""Where the data of merged records is now."""

from django.db.models import Model

from crm_merge.access.models import User
from orders.kinds import RecordKind
from orders.models import Record

from .reading import readable


def homes_of_number(kind: RecordKind, number: int) -> set[int]:
    """Keys of the live records that hold what once had this number."""
    from merging import services

    merged = list(services.numbers_merged(kind.record_type, f"{kind.model.prefix}-{number}"))
    return _keys(services.homes(kind.record_type, merged)) if merged else set()


def readable_home(user: User, record: Record) -> Model | None:
    """The live record that holds the data of a merged one, if ``user`` may read it."""
    from merging import services

    home = services.current_home(record._meta.label_lower, record.pk)
    return readable(user, type(record)).filter(pk=home).first() if home and home != record.pk else None


def _keys(homes: object) -> set[int]:
    found = homes.values() if isinstance(homes, dict) else homes
    return {key for key in found if key}
