"""The door to taking operations back: plan it, carry it out, ask whether it was done."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model

from crm_merge.access.models import User
from crm_merge.access.permissions import reload
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import change_set as open_change_set
from crm_merge.audit.touched import parent_fields, touched_models
from crm_merge.database.retrying import retried

from .acts import SENTENCES
from .deciding import EVERYTHING, Decider
from .plans import Counts, Plan
from .reading import count_written
from .tally import Tally
from .values import is_record
from .writing import carry_out

CAN_BE_TAKEN_BACK = {"can_be_taken_back": True}
"""For the ``details`` of a change set that people may take back as a whole."""

Progress = Callable[[int, int], None]

__all__ = [
    "CAN_BE_TAKEN_BACK",
    "EVERYTHING",
    "NothingTakenBack",
    "TakenBack",
    "can_be_taken_back",
    "plan_taking_back",
    "take_back",
    "taken_back_by",
    "written_by_model",
]


class NothingTakenBack(Exception):  # noqa: N818 - an answer, not a failure
    """Nothing of the operation could be taken back, and nothing was written; ``plan`` says why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Nothing could be taken back.")
        self.plan = plan


@dataclass(frozen=True)
class TakenBack:
    """``operation`` is the change set that took it back; ``is_repeat`` when that had happened before this call."""

    operation: ChangeSet
    counts: Counts
    is_repeat: bool = False


def can_be_taken_back(change_set: ChangeSet) -> bool:
    """Whether the operation is of a kind that is taken back as a whole: an import, or one that says so in its details."""
    return bool(change_set.details.get("can_be_taken_back"))


def taken_back_by(change_set: ChangeSet) -> ChangeSet | None:
    """The operation that took ``change_set`` back."""
    later = ChangeSet.objects.filter(kind=Kind.UNDONE, pk__gt=change_set.pk, details__takes_back=change_set.pk)
    return later.order_by("pk").first()


def written_by_model(change_set: ChangeSet) -> dict[type[Model], int]:
    """How many rows the operation wrote: what decides whether taking it back is work for the background."""
    return {model: count_written(model, change_set) for model in touched_models(change_set)}


def plan_taking_back(change_set: ChangeSet, *, by: User, put_back: Collection[str] = (), touched_only: bool = False) -> Plan:
    """What ``take_back`` would do now. Reads only; statements per table and portion of rows, not per row.

    ``touched_only`` looks only at the first rows of each table that somebody touched since, where all questions are: seconds
    less for a hundred thousand rows, and without the numbers of the others.
    """
    plan = Plan()
    if touched_only:
        for decider in _deciders(change_set, by, put_back):
            plan.add(decider, decider.touched())
        return plan
    for decider in _deciders(change_set, by, put_back):
        for decisions in decider.portions():
            plan.add(decider, decisions)
    return plan


@retried
def take_back(
    change_set: ChangeSet, *, by: User, put_back: Collection[str] = (), source: str = "page", progress: Progress | None = None
) -> TakenBack:
    """Put everything that ``change_set`` wrote as it was before, in one transaction and as one operation of kind *undone*.

    - Only what still holds what the operation wrote is changed. A value edited since stays, unless ``put_back`` names it
      (``Conflict.key``) or is ``EVERYTHING``.
    - Records it made go to the trash, unless somebody has worked on them since. Records it put into the trash come back.
      Rows it added are removed, rows it removed come back, rows of its own new records share the fate of those.
    - A record that was merged, put away or destroyed since stays as it is.
    - Rights are asked at the moment of writing, for each record: *edit*, and *delete* for those that go to the trash or come
      from there. What ``by`` may not change stays.
    - Called again it changes nothing and says so (``is_repeat``).

    Raises ``NothingTakenBack``, having written nothing, when nothing could be changed. Memory stays flat and the number of
    statements follows the portions of rows. ``progress`` is called with how many rows are done and how many there are.
    """
    with transaction.atomic():
        ChangeSet.objects.select_for_update().get(pk=change_set.pk)
        if done := taken_back_by(change_set):
            return TakenBack(done, Counts.read(done.details["counts"]), is_repeat=True)
        by = reload(by)
        with open_change_set(Kind.UNDONE, by=by, source=source, details=_details(change_set)) as opened:
            tally = Tally(change_set, opened)
            _carry_out(_deciders(change_set, by, put_back), tally, by, _shown(progress, change_set))
            if not tally.counts.changes:
                raise NothingTakenBack(plan_taking_back(change_set, by=by, put_back=put_back))
            opened.details |= {"counts": tally.counts.as_json(), "stays": tally.stays}
            opened.save()
    return TakenBack(opened, tally.counts)


def _carry_out(deciders: Iterable[Decider], tally: Tally, by: User, progress: Callable[[int], None]) -> None:
    for decider in deciders:
        for decisions in decider.portions(lock=True):
            carry_out(decider, decisions, by)
            tally.take(decider, decisions)
            progress(len(decisions))
    tally.settle()


def _deciders(change_set: ChangeSet, by: User, put_back: Collection[str]) -> list[Decider]:
    """Records come first, then what belongs to them, and last what those rows may have referred to."""
    models = touched_models(change_set)
    loose = [model for model in models if not is_record(model) and not parent_fields(model)]
    return [Decider(model, change_set, by, put_back) for model in [*(one for one in models if one not in loose), *loose]]


def _shown(progress: Progress | None, change_set: ChangeSet) -> Callable[[int], None]:
    """Adds up the portions."""
    if progress is None:
        return lambda more: None
    total, state = sum(written_by_model(change_set).values()), [0]

    def add(more: int) -> None:
        state[0] += more
        progress(state[0], total)

    return add


def _details(change_set: ChangeSet) -> dict[str, Any]:
    """Which operation is taken back, and the sentence that the history says about it."""
    act = f"undone.{change_set.kind}"
    return {"takes_back": change_set.pk, "act": act if act in SENTENCES else "undone", "name": change_set.details.get("file", "")}
