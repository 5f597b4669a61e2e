"""What is special about taking back rows of a model: the door for record apps. Without a declaration the usual holds."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from crm_merge.access.permissions import has_right


def _manages_settings(user: Model) -> bool:
    return has_right(user, "access.manage_settings")


@dataclass(frozen=True)
class Rules:
    """``together`` names fields that are one value: they go back together or not at all, under the name of the first.

    ``derive(row)`` gives the values that follow from others. ``follows`` names a yes/no field; while it is yes, the value
    that it belongs to is nobody's edit but follows from rows, and ``settle(keys)`` computes it afresh.
    ``may_change(user)`` is asked for rows that belong to no record.
    """

    together: tuple[tuple[str, ...], ...] = ()
    derive: Callable[[Any], Mapping[str, Any]] | None = None
    follows: str = ""
    settle: Callable[[Collection[int]], None] | None = None
    settled_by: type[Model] | None = None
    may_change: Callable[[Model], bool] = _manages_settings


_rules: dict[str, Rules] = {}


def register_rules(model: type[Model], rules: Rules) -> None:
    """Declare what is special about ``model``; declaring it again replaces the rules."""
    _rules[model._meta.label_lower] = rules


def rules_of(model: type[Model]) -> Rules:
    return _rules.get(model._meta.label_lower, Rules())
