"""Forms over a flat state. The page carries the state it showed, signed, so that a stale page names what others changed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm_merge.people.states import State, differing

SALT = "crm_merge.people.seen"


@dataclass(frozen=True)
class Outrun:
    """One field that somebody else changed while the page was open."""

    label: str | Promise
    stored: str
    typed: str


class StateForm(forms.Form):
    """Base: every field is named after its place in the state; ``stored`` is the state as it is now."""

    def __init__(self, data: QueryDict | None = None, *, stored: State) -> None:
        super().__init__(data, initial=stored)
        self.stored = stored

    def state(self) -> State:
        """What a valid form says."""
        return {name: self.cleaned_data[name] for name in self.stored}

    @property
    def seen(self) -> str:
        """The stored state for the hidden field ``seen``."""
        return signing.dumps(self.stored, salt=SALT, compress=True)

    @property
    def shown(self) -> State:
        """The state that the page showed when it was opened; empty when nobody can tell."""
        try:
            return signing.loads(self.data.get("seen", ""), salt=SALT)
        except signing.BadSignature:
            return {}

    def outrun(self) -> list[Outrun]:
        """What others changed since the page was opened. Nothing may be saved while there is something."""
        shown = self.shown
        base = shown or {name: self._typed(name) for name in self.stored}
        return [
            Outrun(self.label_of(name), self.words(name, self.stored[name]), self.words(name, self._typed(name)))
            for name in differing(base, self.stored)
        ]

    def rebased(self) -> "StateForm":
        """The same form over what is stored now: what the person changed stays typed, the rest follows the others."""
        shown, data = self.shown, self.data.copy()
        for name in self.stored:
            if shown and self._typed(name) == shown.get(name):
                _put(data, name, self.stored[name])
        return self.again(data)

    def again(self, data: QueryDict) -> "StateForm":
        """A form of the same kind with other data."""
        return type(self)(data, stored=self.stored)

    def label_of(self, name: str) -> str | Promise:
        return self.fields[name].label

    def words(self, name: str, value: Any) -> str:
        """A value as the reader knows it."""
        choices = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return ", ".join(choices.get(str(part), str(part)) for part in value)
        return choices.get(str(value or ""), str(value or "")) if choices else str(value or "")

    def _typed(self, name: str) -> Any:
        """The typed value; what cannot be read as a value stays as typed."""
        if not self.is_bound:
            return self.stored[name]
        return self[name].data if name in self.errors else self.cleaned_data[name]


def _put(data: QueryDict, name: str, value: Any) -> None:
    """Write ``value`` as a browser would post it."""
    if value is False or value is None:
        data.pop(name, None)
    elif isinstance(value, list):
        data.setlist(name, [str(part) for part in value])
    else:
        data[name] = "on" if value is True else str(value)
