"""What can be done with selected records of a list, and doing it: set-based, one operation each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.database.retrying import retried
from trash.services import move_to_trash

from .kinds import RecordKind
from .models import Record, Stage
from .stage_rules import refusals

MOST_AT_ONCE = 1000
Rule = Callable[[QuerySet], dict[int, str]]


@dataclass(frozen=True)
class Action:
    key: str
    label: Promise
    right: str
    kinds: tuple[str, ...] = ("order", "contact", "company")


ACTIONS = (
    Action("merge", _("Merge"), "edit"),
    Action("owner", _("Change owner"), "edit"),
    Action("stage", _("Change stage"), "edit", ("order",)),
    Action("delete", _("Delete"), "delete"),
)


@dataclass(frozen=True)
class Report:
    """What a bulk action did: the records it changed, those the person may not change, and those a rule keeps as they are.

    ``reasons`` has the sentence for each of the latter, by key.
    """

    done: list[Record]
    refused: list[Record]
    kept: list[Record] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)


def actions_for(kind: RecordKind, user: User) -> list[Action]:
    """The actions the person may do with at least some records of the kind."""
    return [action for action in ACTIONS if kind.name in action.kinds and user.has_perm(kind.permission(action.right))]


def change_owner(kind: RecordKind, ids: list[int], owner: User | None, *, by: User) -> Report:
    return _set(kind, ids, "responsible", owner.pk if owner else None, by=by)


def change_stage(kind: RecordKind, ids: list[int], stage: Stage, *, by: User) -> Report:
    """Orders that lack what the stage needs stay where they are."""
    return _set(kind, ids, "stage", stage.pk, by=by, rule=partial(refusals, stage=stage))


def trash(kind: RecordKind, ids: list[int], *, by: User) -> Report:
    return _act(kind, ids, Kind.DELETED, "delete", lambda records: move_to_trash(records, by=by), by=by)


def _set(kind: RecordKind, ids: list[int], name: str, value: int | None, *, by: User, rule: Rule | None = None) -> Report:
    def write(records: list[Record]) -> None:
        values = {name: value, "version": F("version") + 1, "updated_at": Now()}
        update_with_history(kind.model.objects.filter(pk__in=[record.pk for record in records]), values)

    different = Q(**{name: value}) if value is not None else Q(**{f"{name}__isnull": True})
    return _act(kind, ids, Kind.CHANGED, "edit", write, by=by, only=~different, rule=rule)


@retried
def _act(
    kind: RecordKind,
    ids: list[int],
    operation: str,
    right: str,
    write: Callable[[list[Record]], object],
    *,
    by: User,
    only: Q | None = None,
    rule: Rule | None = None,
) -> Report:
    """Lock the records in key order, ask for the rights after that, write those that may be written and differ."""
    with transaction.atomic():
        records = kind.model.objects.live().filter(pk__in=ids)
        locked = list(permitted(records, user=by).select_for_update(of=("self",)).order_by("pk"))
        allowed = set(permitted(records, user=by, action=right).values_list("pk", flat=True))
        writable = set(records.filter(only or Q()).values_list("pk", flat=True)) & allowed
        reasons = rule(records.filter(pk__in=writable)) if rule else {}
        done = [record for record in locked if record.pk in writable and record.pk not in reasons]
        if done:
            with change_set(operation, by=by) as opened:
                write(done)
                add_subjects(opened, done)
    refused = [record for record in locked if record.pk not in allowed]
    return Report(done, refused, [record for record in locked if record.pk in reasons], reasons)
