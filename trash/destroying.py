from collections.abc import Collection, Iterable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from crm_merge.access.permissions import has_right, permitted
from crm_merge.audit.bulk import delete_with_history, update_with_history
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set

from .models import TrashEntry
from .outcome import Outcome, PurgeRefused
from .reading import group_by_type, lock_entries
from .registry import Bin, bins


def purge(entries: Iterable[TrashEntry], *, by: models.Model | None, source: str = "page") -> Outcome:
    """Destroy the records of ``entries`` with the rows and files still attached to them, as one operation.

    Rows that a merge moved to another record stay there. A record that something else still refers to is refused.
    ``by=None`` is for the retention job; a person needs ``trash.purge_records``, else ``PermissionDenied``. Raises
    ``PurgeRefused`` when nothing could be destroyed.
    """
    if by is not None and not has_right(by, "trash.purge_records"):
        raise PermissionDenied(_("Your roles do not allow you to delete permanently."))
    outcome = Outcome()
    groups = group_by_type(entries)
    with change_set(Kind.PURGED, by=by, source=source) as opened:
        for model in _outermost_first(groups):
            here = _readable(model, lock_entries(model, groups[model], outcome), by, outcome)
            gone = _unreferenced(model, here, outcome)
            add_subjects(opened, model._base_manager.filter(pk__in=[entry.record_id for entry in gone]))
            _destroy(bins()[model._meta.label_lower], gone)
            outcome.done += gone
        if not outcome.done:
            raise PurgeRefused(outcome.refused)
    return outcome


def _outermost_first(groups: Collection[type[models.Model]]) -> list[type[models.Model]]:
    """Models in the order of declaration: those that refer to others are declared before them."""
    return [bin_.model for bin_ in bins().values() if bin_.model in groups]


def _readable(
    model: type[models.Model], entries: list[TrashEntry], by: models.Model | None, outcome: Outcome
) -> list[TrashEntry]:
    if by is None:
        return entries
    keys = [entry.record_id for entry in entries]
    readable = set(permitted(model._base_manager.filter(pk__in=keys), user=by).values_list("pk", flat=True))
    outcome.refuse([entry for entry in entries if entry.record_id not in readable], _("It is no longer in the trash."))
    return [entry for entry in entries if entry.record_id in readable]


def _unreferenced(model: type[models.Model], entries: list[TrashEntry], outcome: Outcome) -> list[TrashEntry]:
    keys = [entry.record_id for entry in entries]
    used = referenced(bins()[model._meta.label_lower], keys)
    sentence = _("Another record still refers to it. Change that record first, or delete it permanently too.")
    outcome.refuse([entry for entry in entries if entry.record_id in used], sentence)
    return [entry for entry in entries if entry.record_id not in used]


def referenced(bin_: Bin, keys: Collection[int]) -> set[int]:
    """Keys that a row refers to which does not go with the record; one statement per incoming relation."""
    going = {(child, name) for child, name in bin_.purge_order}
    used: set[int] = set()
    for relation in _incoming(bin_.model):
        if (relation.related_model, relation.field.name) in going or not relation.field.db_constraint:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": list(keys)})
        if relation.related_model is bin_.model:
            rows = rows.exclude(pk__in=list(keys))
        used.update(rows.values_list(relation.field.attname, flat=True))
    return used


def _incoming(model: type[models.Model]) -> list[models.ForeignObjectRel]:
    """Every foreign key to ``model``; ``related_objects`` leaves out those without a way back, which refer to it as well."""
    relations = (one for one in model._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete)
    return [relation for relation in relations if relation.one_to_many or relation.one_to_one]


def _destroy(bin_: Bin, entries: list[TrashEntry]) -> None:
    keys = [entry.record_id for entry in entries]
    for child, name in bin_.purge_order:
        rows = child._base_manager.filter(**{f"{name}__in": keys})
        _forget_files(bin_, child, rows)
        delete_with_history(rows)
    records = bin_.model._base_manager.filter(pk__in=keys)
    for relation in _incoming(bin_.model):
        if relation.related_model is bin_.model:
            update_with_history(records.filter(**{f"{relation.field.name}__in": keys}), {relation.field.name: None})
    delete_with_history(records)
    TrashEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def _forget_files(bin_: Bin, child: type[models.Model], rows: models.QuerySet) -> None:
    """Delete the bytes once the deletion of the rows is certain; files that another row uses stay."""
    for name in (name for model, name in bin_.files if model is child):
        field = child._meta.get_field(name)
        paths = set(rows.values_list(name, flat=True))
        shared = child._base_manager.filter(**{f"{name}__in": paths}).exclude(pk__in=rows.values("pk"))
        for path in paths - set(shared.values_list(name, flat=True)) - {""}:
            transaction.on_commit(partial(field.storage.delete, path), robust=True)
