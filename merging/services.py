"""The door to merging: draft, preview, carry out, take back, and where the data of a merged record is now."""

from .applying import apply_merge
from .drafting import choose, choose_primary, discard, keep_for_later, remember_preview, start_merge
from .errors import MergeNotAllowed, PlanChanged, UndoBlocked
from .homes import current_home, homes, homes_of, homes_of_number, merges_of, number_of
from .plan import build_plan
from .repeating import repeat_choices
from .undo_plan import plan_undo
from .undoing import restore_record, undo_merge

__all__ = [
    "MergeNotAllowed",
    "PlanChanged",
    "UndoBlocked",
    "apply_merge",
    "build_plan",
    "choose",
    "choose_primary",
    "current_home",
    "discard",
    "homes",
    "homes_of",
    "homes_of_number",
    "keep_for_later",
    "merges_of",
    "number_of",
    "plan_undo",
    "remember_preview",
    "repeat_choices",
    "restore_record",
    "start_merge",
    "undo_merge",
]
