"""The names of what values point to, for one reader: a statement or two per kind of thing, however many values there are."""

from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import covers
from merging.services import homes
from orders.models import Record
from orders.models.custom_fields import CustomField

from .types import Names, type_of
from .values import Custom, single

Keys = dict[type[Model], set[int]]


def names_in(
    columns: Iterable[Custom], fields: Mapping[str, CustomField], reader: User, *, there: Iterable[Model] = ()
) -> Names:
    """The names of everything that the values in ``columns`` point to. Records that ``reader`` may not read stay unnamed.

    A record that was merged is named by the one that holds its data now. Rows that are ``there`` are not read again.
    """
    known: dict[tuple[type[Model], int], str] = {}
    links: dict[tuple[type[Model], int], Model] = {}
    for model, keys in _keys(columns, fields).items():
        if issubclass(model, Record):
            for key, record in _records(model, keys).items():
                is_open = covers(reader, "read", record)
                known[model, key] = record.label if is_open else _("A record you may not see")
                links[model, key] = record
        else:
            rows = {(model, row.pk): row for row in there if isinstance(row, model) and row.pk in keys}
            missing = [key for key in keys if (model, key) not in rows]
            rows |= {(model, row.pk): row for row in (model._base_manager.filter(pk__in=missing) if missing else ())}
            links |= rows
            known |= {pointed: str(row) for pointed, row in rows.items()}
    return Names(known, links)


def _keys(columns: Iterable[Custom], fields: Mapping[str, CustomField]) -> Keys:
    found: Keys = {}
    for column in columns:
        for key, value in column.items():
            field = fields.get(key)
            for one in single(field, value) if field else ():
                for model, number in type_of(field).keys(one, field):
                    found.setdefault(model, set()).add(number)
    return found


def _records(model: type[Record], keys: set[int]) -> dict[int, Record]:
    """The records by the key that a value holds, a merged one replaced by its home."""
    rows = model.objects.select_related("responsible", "trash_entry")
    found = rows.in_bulk(list(keys))
    away = [key for key in keys if key not in found or not found[key].is_live]
    moved = homes(model._meta.label_lower, away) if away else {}
    there = rows.in_bulk(list(set(moved.values()))) if moved else {}
    return found | {key: there[home] for key, home in moved.items() if home in there}
