"""How an operation was taken back, from what its history entry keeps, for one reader."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst

from crm_merge.access.permissions import permitted
from crm_merge.access.registry import record_types
from crm_merge.audit.models import ChangeSet
from crm_merge.audit.services import label_of
from crm_merge.audit.words import title

from .became import Became
from .plans import Counts, Left


class Number(NamedTuple):
    """So many rows of a kind and what becomes of them."""

    number: int
    kind: str
    became: Became


def numbers_of(counts: Counts) -> list[Number]:
    """The counts as words, changes first."""
    found = [
        Number(number, _kind(apps.get_model(model), number), Became(became))
        for (model, became), number in counts.numbers.items()
    ]
    order = list(Became)
    return sorted(found, key=lambda one: (order.index(one.became), -one.number))


def _kind(model: type[Model], number: int) -> str:
    return capfirst(str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural))


def stays_of(operation: ChangeSet, *, reader: Model) -> list[Left]:
    """What stayed as it was, as far as ``reader`` may see it; one statement per type of record."""
    stays = operation.details.get("stays", [])
    records = _records(stays, reader)
    return list(_left(stays, records))


def _left(stays: Sequence[Sequence[Any]], records: dict[tuple[str, int], Model]) -> Iterator[Left]:
    for model, key, row, became in stays:
        record = records.get((model, key))
        if record is not None:
            name = f"{label_of(record)} · {title(apps.get_model(row))}" if row else label_of(record)
            url = record.get_absolute_url() if model in record_types() else ""
            yield Left(name, url, Became(became).sentence)


def _records(stays: Sequence[Sequence[Any]], reader: Model) -> dict[tuple[str, int], Model]:
    wanted: dict[str, set[int]] = {}
    for model, key, _row, _became in stays:
        wanted.setdefault(model, set()).add(key)
    found: dict[tuple[str, int], Model] = {}
    for model, keys in wanted.items():
        rows = apps.get_model(model)._base_manager.filter(pk__in=keys)
        rows = permitted(rows, user=reader) if model in record_types() else rows
        found |= {(model, row.pk): row for row in rows}
    return found
