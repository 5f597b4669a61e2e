"""The actions of the lists' action bar: what each is called, who may do it, what it asks for and what it writes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.database.retrying import retried

from .bulk.carrying_out import Act, Outcome, carry_out
from .bulk.changes import AddTag, Change, PutAway, RemoveTag, SetOwner, SetStage
from .forms.bulk import NothingToChoose, OwnerForm, StageForm, TagForm
from .kinds import RecordKind
from .models import Selection, Stage

MOST_MERGED = 1000


@dataclass(frozen=True)
class Action:
    """``change(value)`` is what it writes for the value its form asked for; an action without one leads to another page."""

    key: str
    label: Promise
    right: str
    change: Callable[[Any], Change] | None = None
    form: type[forms.Form] = NothingToChoose
    kinds: tuple[str, ...] = ("order", "contact", "company")


ACTIONS = (
    Action("merge", _("Merge"), "edit"),
    Action("owner", _("Change owner"), "edit", SetOwner, OwnerForm),
    Action("stage", _("Change stage"), "edit", SetStage, StageForm, ("order",)),
    Action("tag", _("Add tag"), "edit", AddTag, TagForm),
    Action("untag", _("Remove tag"), "edit", RemoveTag, TagForm),
    Action("export", _("Export"), "export"),
    Action("delete", _("Delete"), "delete", lambda value: PutAway()),
)
BY_KEY = {action.key: action for action in ACTIONS}


def actions_for(kind: RecordKind, user: User) -> list[Action]:
    """The actions the person may do with at least some records of the kind."""
    return [action for action in ACTIONS if kind.name in action.kinds and user.has_perm(kind.permission(action.right))]


def change_owner(kind: RecordKind, ids: list[int], owner: User | None, *, by: User) -> Outcome:
    """Make ``owner`` responsible for those of the records that ``by`` may edit, as one operation."""
    return _at_once(kind, ids, SetOwner(owner), "edit", by)


def change_stage(kind: RecordKind, ids: list[int], stage: Stage, *, by: User) -> Outcome:
    """Put those of the orders that ``by`` may edit into ``stage``, as one operation."""
    return _at_once(kind, ids, SetStage(stage), "edit", by)


@retried
def _at_once(kind: RecordKind, ids: list[int], change: Change, right: str, by: User) -> Outcome:
    return carry_out(Act(Selection(kind=kind.name, ticked=list(ids)), change, right, by))
