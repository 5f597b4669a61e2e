"""What taking a merge back will do, in words: what comes back, what stays, what was edited since, what is in the way."""

from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .changes import Conflict, Return
from .models import Merge
from .set_fields import SetFields
from .undo_reading import UndoReading, read_undo

KEPT_WHOLE = ("collapse_rows", "drop_rows", "combine_rows")


@dataclass(frozen=True)
class UndoPlan:
    """Sentences for the page; with any of ``obstacles`` the merge cannot be taken back."""

    conflicts: list[Conflict] = field(default_factory=list)
    comes_back: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)


def plan_undo(merge: Merge, *, by: Model) -> UndoPlan:
    """What ``undo_merge`` would do now. Reads only. Raises ``MergeNotAllowed`` when ``by`` lacks the rights."""
    reading = read_undo(merge, by=by)
    if obstacles := reading.obstacles():
        return UndoPlan(obstacles=obstacles)
    back = reading.whole()
    conflicts = [conflict for change in reading.changes for conflict in change.conflicts(back)]
    return UndoPlan(conflicts, _comes_back(reading), _stays(reading, back))


def _comes_back(reading: UndoReading) -> list[str]:
    names = [_("%(record)s comes back from the trash.") % {"record": one.label} for one in reading.live]
    moved = sum(change.data.get("count", 0) for change in reading.changes if change.kind == "move_rows")
    rows = moved + sum(len(change.data["rows"]) for change in reading.changes if change.kind in KEPT_WHOLE)
    if rows:
        sentence = ngettext("%(count)s row returns to its record.", "%(count)s rows return to their records.", rows)
        names.append(sentence % {"count": rows})
    return names


def _stays(reading: UndoReading, back: Return) -> list[str]:
    changes = [change for change in reading.changes if isinstance(change, SetFields)]
    lost = [label for change in changes for label in change.lost(back)]
    sentence = _("%(field)s: what was there before the merge was deleted since and cannot be put back.")
    return [_("Whatever was added to the primary or edited after the merge."), *(sentence % {"field": label} for label in lost)]
