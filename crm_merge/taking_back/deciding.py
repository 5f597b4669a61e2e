"""What becomes of each row: read, asked for rights, decided. The page before shows the very decisions that are carried out."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right, permitted
from crm_merge.audit.models import ChangeSet
from crm_merge.audit.touched import parent_fields
from trash.models import Why

from .became import Became
from .reading import Found, portions, read_portion, touched_since
from .registry import rules_of
from .values import Value, is_record, values_of

EVERYTHING = frozenset({"*"})
"""As ``put_back``: every value from before the operation comes back, whoever edited it since."""


@dataclass
class Decision:
    """``writes`` are the places of values that go back, ``conflicts`` those of values edited since that stay.

    ``is_clean``: nobody has touched the row since. ``settles``: a total that follows from rows is computed afresh.
    """

    found: Found
    became: Became
    writes: list[int] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    is_clean: bool = True
    settles: bool = False
    is_hidden: bool = False


def conflict_key(model: type[Model], key: int, name: str = "") -> str:
    """How ``put_back`` names a value that was edited since; without a ``name`` the whole row."""
    return ".".join(part for part in (model._meta.label_lower, str(key), name) if part)


class Decider:
    """Decides about the rows of one model that an operation wrote."""

    def __init__(self, model: type[Model], change_set: ChangeSet, by: User, put_back: Collection[str] = ()) -> None:
        self.model, self.change_set, self.by = model, change_set, by
        self.put_back, self.everything = frozenset(put_back), frozenset(put_back) == EVERYTHING
        self.values: list[Value] = values_of(model)
        self.owners = parent_fields(model)

    def portions(self, *, lock: bool = False) -> Iterator[list[Decision]]:
        """With ``lock`` the rows of a portion are locked in key order before they are looked at."""
        for spans in portions(self.model, self.change_set):
            if lock:
                rows = self.model._base_manager.filter(pk__in=[key for key, *_others in spans]).order_by("pk")
                list(rows.select_for_update(of=("self",)).values_list("pk"))
            found = read_portion(self.model, self.change_set, spans, self.values)
            yield self._decided(found)

    def touched(self) -> list[Decision]:
        """Decisions about the first rows that somebody touched since; the others are as the operation left them."""
        spans = touched_since(self.model, self.change_set)
        return self._decided(read_portion(self.model, self.change_set, spans, self.values)) if spans else []

    def _decided(self, found: Sequence[Found]) -> list[Decision]:
        may = _Rights(self.model, self.owners, self.by, found)
        decisions = [self._decide(one) for one in found]
        for decision in decisions:
            if decision.became != Became.NOTHING and not may.read(decision.found):
                decision.became, decision.is_hidden = Became.FORBIDDEN, True
            elif decision.became.is_change and not may.change(decision):
                decision.became, decision.conflicts = Became.FORBIDDEN, []
        return decisions

    def _decide(self, found: Found) -> Decision:
        if found.owner_was_made or (found.was_made and found.was_deleted):
            return Decision(found, Became.NOTHING)  # it shares the fate of its record, or was gone at once
        if found.was_made:
            return self._made(found)
        if found.before is None:
            return Decision(found, Became.UNKNOWN)
        if found.was_deleted:
            return Decision(found, Became.NOTHING if found.is_there else _in_trash(found) or Became.RETURNED)
        return self._changed(found)

    def _made(self, found: Found) -> Decision:
        if not found.is_there:
            return Decision(found, Became.GONE if is_record(self.model) else Became.NOTHING)
        if blocked := _in_trash(found):
            return Decision(found, blocked)
        if found.was_used and not is_record(self.model):
            return Decision(found, Became.USED)
        if self._is_touched(found) and not self._goes_back(found):
            return Decision(found, Became.EDITED, conflicts=[-1], is_clean=False)
        return Decision(found, Became.TRASHED if is_record(self.model) else Became.REMOVED)

    def _changed(self, found: Found) -> Decision:
        if not found.is_there:
            return Decision(found, Became.GONE)
        if found.was_put_away and found.is_as_put_away:
            return Decision(found, Became.RESTORED)
        if blocked := _in_trash(found):
            return Decision(found, Became.NOTHING if found.was_put_away else blocked)
        return self._values(found)

    def _values(self, found: Found) -> Decision:
        """Each value that still holds what the operation wrote goes back, each that was edited since stays."""
        decision = Decision(found, Became.NOTHING, is_clean=not self._is_touched(found))
        for place in sorted(set(found.written) - set(found.same)):
            value = self.values[place]
            if value.is_derived:
                continue
            if place in found.lost:
                decision.lost.append(place)
            elif place in found.kept or self._goes_back(found, value.name):
                decision.writes.append(place)
            elif value.follows and found.follows:
                decision.settles = True
            else:
                decision.conflicts.append(place)
        if decision.is_clean and not decision.lost:
            decision.writes += [place for place in found.written if self.values[place].is_derived]
        decision.became = _of_values(decision)
        return decision

    def _is_touched(self, found: Found) -> bool:
        return found.was_used or len(found.kept) < len(self.values)

    def _goes_back(self, found: Found, name: str = "") -> bool:
        return self.everything or conflict_key(self.model, found.key, name) in self.put_back


def _of_values(decision: Decision) -> Became:
    if decision.writes:
        return Became.PUT_BACK
    if decision.settles:
        return Became.SETTLED
    if decision.conflicts:
        return Became.EDITED
    return Became.LOST if decision.lost else Became.NOTHING


def _in_trash(found: Found) -> Became | None:
    if found.why is None:
        return None
    return Became.MERGED if found.why == Why.MERGED else Became.IN_TRASH


class _Rights:
    """What the person may do with the records of a portion, or with those that its rows belong to."""

    def __init__(self, model: type[Model], owners: Sequence, by: User, found: Sequence[Found]) -> None:
        self.model, self.by, self.owners = model, by, owners
        wanted: dict[type[Model], set[int]] = {}
        for one in found:
            if (record := self._record(one)) is not None:
                wanted.setdefault(record[0], set()).add(record[1])
        actions = ("read", "edit", "delete") if is_record(model) else ("read", "edit")
        self.allowed = {(model, action): _keys(model, keys, by, action) for model, keys in wanted.items() for action in actions}

    def read(self, found: Found) -> bool:
        """A record that is gone has no owner any more: it is told to those who may read the history."""
        record = self._record(found)
        if record is None:
            return self._may_change_loose_rows() or has_right(self.by, "audit.read_history")
        return self._may("read", record) or (not found.is_there and has_right(self.by, "audit.read_history"))

    def change(self, decision: Decision) -> bool:
        record = self._record(decision.found)
        if record is None:
            return self._may_change_loose_rows()
        if decision.became == Became.RESTORED and has_right(self.by, "trash.restore_records"):
            return self._may("read", record)
        return self._may("delete" if decision.became in (Became.TRASHED, Became.RESTORED) else "edit", record)

    def _record(self, found: Found) -> tuple[type[Model], int] | None:
        if is_record(self.model):
            return self.model, found.key
        if found.owner is None:
            return None
        return self.owners[found.owner_place].related_model, found.owner

    def _may(self, action: str, record: tuple[type[Model], int]) -> bool:
        model, key = record
        return key in self.allowed[model, action]

    def _may_change_loose_rows(self) -> bool:
        return rules_of(self.model).may_change(self.by)


def _keys(model: type[Model], keys: set[int], by: User, action: str) -> set[int]:
    rows = permitted(model._base_manager.filter(pk__in=keys), user=by, action=action)
    return set(rows.values_list("pk", flat=True))
