"""What a person posts in the wizard: which record wins, never a value."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.access.lookups import as_key
from merging.completeness import filled_fields
from merging.field_states import is_optional

JOIN = "join"
LINE_CHOICES = ("all", "combine", "primary")


class ReasonForm(forms.Form):
    """The last step: an optional reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )


class ChoicesForm:
    """Reads the fields page. ``choices`` has the shape of ``MergeSession.choices``; ``error`` says what is wrong."""

    def __init__(self, data: QueryDict, *, plan) -> None:
        self.data, self.plan, self.error = data, plan, ""
        self.choices: dict[str, Any] = {"fields": self._fields(), "rows": self._rows()}
        if plan.lines is not None:
            self.choices["lines"] = self._lines()

    def _fields(self) -> dict[str, Mapping]:
        open_ones = [field.name for field in self.plan.fields if field.differs or is_optional(field)]
        posted = {name: self.data.get(f"field.{name}") for name in open_ones}
        return {name: self._winner(name, value) for name, value in posted.items() if value is not None}

    def _winner(self, name: str, value: str) -> Mapping:
        if value == JOIN:
            return {"join": True}
        record_id = as_key(value)
        if record_id not in {candidate.record.pk for candidate in self.plan.records}:
            self.error = _("One of the choices names a record that is not part of this merge. Choose again.")
        return {"from": record_id}

    def _rows(self) -> dict[str, dict[str, list[int | str]]]:
        shown = set(self.data.getlist("group"))
        return {group.key: {"off": self._unticked(group, shown)} for group in self.plan.pick_groups}

    def _unticked(self, group, shown: set[str]) -> list[int | str]:
        if group.key not in shown:
            return [row.key for row in group.rows if not row.is_ticked]
        ticked = set(self.data.getlist(f"row.{group.key}"))
        return [row.key for row in group.rows if str(row.key) not in ticked]

    def _lines(self) -> str:
        choice = self.data.get("lines", self.plan.lines.choice)
        if choice not in LINE_CHOICES:
            self.error = _("This choice for the line items does not exist. Choose again.")
        return choice


def fill(choices: dict[str, Any], plan, how: str) -> dict[str, Any]:
    """The choices with every differing field taken from one record: ``record:<id>``, ``newest`` or ``complete``.

    A field in which that record has nothing keeps its choice: filled wins over empty.
    """
    record_id = _filling_record(plan, how)
    if record_id is None:
        return choices
    taken = {field.name: {"from": record_id} for field in plan.fields if field.differs and _has_value(field, record_id)}
    return choices | {"fields": choices["fields"] | taken}


def _has_value(field, record_id: int) -> bool:
    return any(option.record_id == record_id and option.display for option in field.options)


def _filling_record(plan, how: str) -> int | None:
    ids = [candidate.record.pk for candidate in plan.records]
    if how == "newest":
        return max(plan.records, key=lambda one: (one.record.updated_at, one.record.pk)).record.pk
    if how == "complete":
        return max(ids, key=lambda pk: filled_fields(plan, pk))
    named = as_key(how.removeprefix("record:"))
    return named if named in ids else None
