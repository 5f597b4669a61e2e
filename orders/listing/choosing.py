"""The form in which people choose columns: read, rearranged and checked without losing what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from orders.fields.field import RecordField
from orders.models import ListSettings

from .settings import ALWAYS, NARROWEST, WIDEST, Column, Look


@dataclass(frozen=True)
class Entry:
    """One field of the form. ``width`` is what was typed; ``problem`` says what is wrong with it."""

    field: RecordField
    is_shown: bool
    width: str = ""
    problem: str = ""

    @property
    def is_fixed(self) -> bool:
        return self.field.key == ALWAYS


@dataclass(frozen=True)
class Choice:
    """``entries`` in the order in which they are shown; those that are not shown follow as the catalogue names them."""

    entries: Sequence[Entry]
    density: str
    densities: Sequence[tuple[str, str]] = field(default_factory=lambda: ListSettings.Density.choices)

    @property
    def is_valid(self) -> bool:
        return not any(entry.problem for entry in self.entries)

    @property
    def columns(self) -> list[Column]:
        return [Column(entry.field.key, int(entry.width) if entry.width else None) for entry in self.entries if entry.is_shown]

    def moved(self, key: str, step: int) -> "Choice":
        """The same with one entry a place further up or down; at the end, or for a key that is not there, unchanged."""
        entries = list(self.entries)
        at = next((place for place, entry in enumerate(entries) if entry.field.key == key), None)
        if at is not None and 0 <= at + step < len(entries):
            entries.insert(at + step, entries.pop(at))
        return replace(self, entries=entries)


def choice_of(look: Look, fields: Mapping[str, RecordField]) -> Choice:
    """The form as it is before anybody types."""
    widths, shown = look.widths, [key for key in look.keys if key in fields]
    rest = [key for key in fields if key not in shown]
    entries = [Entry(fields[key], is_shown=True, width=str(widths.get(key, ""))) for key in shown]
    hidden = [Entry(fields[key], is_shown=False) for key in rest if key != ALWAYS]
    return Choice([*_with_always(entries, fields), *hidden], look.density)


def read_choice(data: QueryDict, fields: Mapping[str, RecordField]) -> Choice:
    """The form as it was sent. Fields that it does not name, such as those made meanwhile, come last and are not shown."""
    named = [key for key in dict.fromkeys(data.getlist("order")) if key in fields]
    shown = {*data.getlist("show"), ALWAYS}
    keys = [*named, *(key for key in fields if key not in named)]
    density = data.get("density", "")
    known = density if density in ListSettings.Density.values else str(ListSettings.Density.COMFORTABLE)
    entries = [_entry(fields[key], data.get(f"width-{key}", ""), is_shown=key in shown) for key in keys]
    return Choice(entries, known)


def _with_always(entries: list[Entry], fields: Mapping[str, RecordField]) -> list[Entry]:
    return entries if any(entry.is_fixed for entry in entries) else [Entry(fields[ALWAYS], is_shown=True), *entries]


def _entry(of: RecordField, typed: str, *, is_shown: bool) -> Entry:
    typed = typed.strip()
    if not typed or as_width(typed) is not None:
        return Entry(of, is_shown, typed and str(as_width(typed)))
    sentence = _("%(column)s: a width is a whole number from %(least)d to %(most)d, or empty for as wide as the content.")
    return Entry(of, is_shown, typed[:20], sentence % {"column": of.label, "least": NARROWEST, "most": WIDEST})


def as_width(typed: str) -> int | None:
    """A width that was typed, or None when it is none."""
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 4:
        return None
    return int(typed) if NARROWEST <= int(typed) <= WIDEST else None
