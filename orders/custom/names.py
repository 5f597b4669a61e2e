"""The names of what values point to, for one reader: a bounded number of statements, however many values there are."""

from collections.abc import Iterable, Mapping

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import covers
from crm_merge.database.prepared import Key, prepared
from merging.services import homes_of
from orders.models import Record
from orders.models.custom_fields import CustomField
from orders.queries.named import Pointed, named

from .types import Names, type_of
from .values import Custom, single


def names_in(
    columns: Iterable[Custom], fields: Mapping[str, CustomField], reader: User, *, there: Iterable[Model] = ()
) -> Names:
    """The names of everything that the values in ``columns`` point to. Records that ``reader`` may not read stay unnamed.

    A record that was merged is named by the one that holds its data now. Rows that are ``there`` are not read again.
    """
    pointed = pointed_to(columns, fields)
    records = _records([one for one in pointed if issubclass(one[0], Record)])
    known = {
        one: record.label if covers(reader, "read", record) else _("A record you may not see") for one, record in records.items()
    }
    others = _others([one for one in pointed if not issubclass(one[0], Record)], there)
    return Names(known | {one: str(row) for one, row in others.items()}, {**records, **others})


def pointed_to(columns: Iterable[Custom], fields: Mapping[str, CustomField]) -> list[Pointed]:
    """Type and key of everything that is pointed to, each once."""
    values = [(fields[key], value) for column in columns for key, value in column.items() if key in fields]
    found = [type_of(field).keys(one, field) for field, value in values for one in single(field, value)]
    return list(dict.fromkeys(pointed for keys in found for pointed in keys))


def _others(pointed: Iterable[Pointed], there: Iterable[Model]) -> dict[Pointed, Model]:
    """The rows that are no records; one statement per type."""
    rows = {(type(row), row.pk): row for row in there}
    found = {one: rows[one] for one in pointed if one in rows}
    missing: dict[type[Model], list[int]] = {}
    for model, key in pointed:
        if (model, key) not in found:
            missing.setdefault(model, []).append(key)
    return found | {(model, row.pk): row for model, keys in missing.items() for row in _rows(keys, model=model)}


@prepared
def _rows(keys: Key, *, model: type[Model]) -> QuerySet:
    return model._base_manager.filter(pk__among=keys)


def _records(pointed: Iterable[Pointed]) -> dict[Pointed, Record]:
    """The records, a merged one replaced by its home; three statements at most."""
    found = named(pointed)
    away = [one for one in pointed if one not in found or not found[one].is_live]
    moved = _moved(away) if away else {}
    there = named(moved.values()) if moved else {}
    return found | {one: there[home] for one, home in moved.items() if home in there}


def _moved(pointed: Iterable[Pointed]) -> dict[Pointed, Pointed]:
    """Where merged records are now."""
    models = {model._meta.label_lower: model for model, _key in pointed}
    homes = homes_of((model._meta.label_lower, key) for model, key in pointed)
    return {(models[of], key): (models[of], home) for (of, key), home in homes.items()}
