"""Everything one person is responsible for goes to another: set-based, with history, whatever record types there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from crm_merge.access.registry import record_types
from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.people.administration import NotPossible
from crm_merge.people.registry import held_rows

CHUNK = 2000


@dataclass(frozen=True)
class Holding:
    """One model whose rows name a responsible person. Rows in the trash stay as they were put away."""

    model: type[Model]
    owner: str
    live: Q
    is_record: bool

    def rows(self, person: User) -> QuerySet:
        return self.model._base_manager.filter(self.live, **{self.owner: person}).order_by("pk")


def holdings() -> list[Holding]:
    """What can be handed over. Types that are owned through another record follow that record."""
    records = [item for item in record_types().values() if "__" not in item.owner]
    return [
        *(Holding(item.model, item.owner, item.live, is_record=True) for item in records),
        *(Holding(item.model, item.owner, item.live, is_record=False) for item in held_rows()),
    ]


def number_held(person: User, *, reader: User) -> dict[type[Model], int]:
    """How many records of each type ``person`` holds, of those that ``reader`` may read."""
    mine = [item for item in holdings() if item.is_record]
    return {item.model: permitted(item.rows(person), user=reader).count() for item in mine}


def hand_over(person: User, *, to: User, by: User) -> int:
    """Make ``to`` responsible for everything that ``person`` holds; return the number of records.

    It is an act of administration: it needs no right on the records, but tells nothing about them. One statement per
    type, whatever the number of rows; the entry names each record, so that its own history shows it.
    """
    if not to.is_active or to.pk == person.pk:
        raise NotPossible(_("%(person)s cannot take the records over. Choose somebody else who is active.") % {"person": to})
    held = [item for item in holdings() if item.rows(person).exists()]
    if not held:
        return 0
    details = {"act": "handed_over", "name": str(person), "to": str(to), "key": person.pk}
    with change_set(Kind.CHANGED, by=by, details=details) as opened:
        return sum(_hand_over(item, person, to, opened) for item in held)


def _hand_over(item: Holding, person: User, to: User, opened: ChangeSet) -> int:
    if not item.is_record:
        update_with_history(item.rows(person), {item.owner: to.pk})
        return 0
    keys = list(item.rows(person).select_for_update(of=("self",)).values_list("pk", flat=True))
    rows = item.model._base_manager.filter(pk__in=keys)
    for start in range(0, len(keys), CHUNK):
        add_subjects(opened, rows.filter(pk__in=keys[start : start + CHUNK]).order_by("pk"))
    return update_with_history(rows, {item.owner: to.pk, **_bookkeeping(item.model)})


def _bookkeeping(model: type[Model]) -> Mapping[str, Any]:
    """What saving a record one by one would write too: its version, and the instants that always say now."""
    names = {field.name: field for field in model._meta.concrete_fields}
    values: dict[str, Any] = {name: Now() for name, field in names.items() if getattr(field, "auto_now", False)}
    return values | ({"version": F("version") + 1} if "version" in names else {})
