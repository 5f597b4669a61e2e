"""Several values in one part of a JSON column: which say the same, which are kept, and what therefore is on the result."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.crypto import salted_hmac

from .held import put, value_at
from .picks import PickGroup, PickRow
from .rules import Part
from .situation import Situation


@dataclass
class Same:
    """Values that say the same with the records that have them, the one that stays first."""

    held: list[tuple[Model, Any]]
    is_ticked: bool = True

    @property
    def stays(self) -> Any:
        return self.held[0][1]


class UnitedValues:
    """What happens to the values of one part: the primary's first, then the others' by letter, each once."""

    def __init__(self, part: Part, situation: Situation) -> None:
        self.part, self.situation = part, situation
        off = set(((situation.choices.get("rows") or {}).get(part.name) or {}).get("off") or ())
        self.found: dict[str, Same] = {}
        for record in situation.ordered:
            for value in value_at(record, part.name) or ():
                mark = mark_of(part, value)
                self.found.setdefault(mark, Same([], mark not in off)).held.append((record, value))

    def write(self, result: Model) -> None:
        """Give ``result`` the values that are ticked."""
        put(result, self.part.name, [same.stays for same in self.found.values() if same.is_ticked] or None)

    def left_behind(self) -> list[tuple[str, int, str]]:
        """Values and spellings that will not be on the result, as (label, place of the record, words)."""
        return [
            (str(self.part.label), self._place(record), self._words(value))
            for same in self.found.values()
            for record, value in same.held
            if not same.is_ticked or self._words(value) != self._words(same.stays)
        ]

    def pick_groups(self) -> Iterator[PickGroup]:
        """One group of tick boxes, unless nobody has a value."""
        if self.found:
            yield PickGroup(self.part.name, str(self.part.label), [self._pick(*one) for one in self.found.items()])

    def _pick(self, mark: str, same: Same) -> PickRow:
        letters = sorted({self._place(record) for record, _value in same.held})
        return PickRow(mark, letters, self._words(same.stays), same.is_ticked)

    def _place(self, record: Model) -> int:
        return self.situation.letters[record.pk]

    def _words(self, value: Any) -> str:
        return self.part.show([value])


def mark_of(part: Part, value: Any) -> str:
    """What a choice calls the value, alike for all its spellings. It tells nobody what the value is."""
    return salted_hmac("merging.value", f"{part.name} {part.compare([value])!r}").hexdigest()[:20]
