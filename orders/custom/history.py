"""Each field is a line of its own in the history, under its label, old and new in words. Retired fields still show."""

from functools import partial

from django.db.models import Model
from django.utils.text import capfirst

from crm_merge.audit.unfolding import Keys, Name, Unfolded
from orders.models.custom_fields import CustomField

from .definitions import definitions
from .types import Names, Stored, type_of
from .values import show, single


class HistoryNames(Names):
    """Names as the history gives them to its reader."""

    def __init__(self, name: Name) -> None:
        super().__init__()
        self._name = name

    def of(self, model: type[Model], key: int) -> str:
        return self._name(model, key)


def unfold(record_type: type[Model]) -> list[Unfolded]:
    """What the column ``custom`` of one type of record may hold."""
    return [_unfolded(field) for field in definitions(record_type).values()]


def _unfolded(field: CustomField) -> Unfolded:
    return Unfolded(
        field.key,
        capfirst(str(field)),
        keys=partial(_keys, field),
        words=lambda value, name: show(field, value, HistoryNames(name)),
    )


def _keys(field: CustomField, value: Stored) -> Keys:
    found: dict[type[Model], set[int]] = {}
    for one in single(field, value):
        for model, key in type_of(field).keys(one, field):
            found.setdefault(model, set()).add(key)
    return found
