"""The way from an entry to an outcome, the same for every kind of file."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop as noop

from orders.importing.entries import Entry
from orders.importing.recognising import CREATE, EMAIL, LEAVE, NUMBER, Key
from orders.importing.sentences import Sentence, say
from orders.models import Record
from orders.normalising import normalise

from .batch import Batch, Draft
from .context import Context
from .custom import CustomFields
from .matching import Matches
from .outcome import Action, Outcome, Refused, Skipped
from .rights import obstacle_to_create, obstacle_to_edit


class Planner(ABC):
    """``load`` reads what a batch of entries needs, ``plan`` decides about each of them without a statement.

    ``heads`` are the heads of the file's columns by the key of what they are mapped to.
    """

    model: type[Model]

    def __init__(self, context: Context, heads: Mapping[str, str]) -> None:
        self.context = context
        self.batch = Batch()
        self.custom = CustomFields(context, self.model, heads)
        self.recognising = context.recognising(self.model._meta.model_name)
        self._seen: dict[str, tuple[int, dict]] = {}

    def begin(self, entries: Sequence[Entry]) -> None:
        """Start a new batch; the rows of the one before have been written or dropped."""
        self.batch = Batch()
        sound = [entry for entry in entries if not entry.problems]
        self.load(sound)
        self.custom.load(sound)

    def plan(self, entry: Entry) -> list[Outcome]:
        """What ``entry`` does. A broken one has an outcome for each of its problems."""
        label = self.label_of(entry)
        if entry.problems:
            return [Outcome([one.line], label, Action.ERROR, [one.sentence]) for one in entry.problems]
        outcome = Outcome(entry.lines, label)
        try:
            self._repeated(entry)
            draft = self._draft(entry)
        except Refused as refused:
            outcome.action, outcome.says = Action.REFUSE, [refused.sentence]
            return [outcome]
        except Skipped as skipped:
            outcome.says = [skipped.sentence]
            return [outcome]
        self.batch.take(draft)
        self.taken(draft, entry)
        outcome.record, outcome.says = draft.record, draft.says
        if draft.is_written:
            outcome.action = Action.CREATE if draft.is_new else Action.UPDATE
        return [outcome]

    def _repeated(self, entry: Entry) -> None:
        """A second row about the same record adds nothing when it says the same, and is refused when it does not."""
        known_as = self.known_as(entry)
        if not known_as:
            return
        line, values = self._seen.setdefault(known_as, (entry.lines[0], entry.values))
        if line == entry.lines[0]:
            return
        if values == entry.values:
            raise Skipped(say(noop("Says the same as line %(line)s."), line=line))
        sentence = noop("The external number “%(number)s” is already on line %(line)s, with other values.")
        if self.recognising.key is not None:
            sentence = noop("“%(number)s” is already on line %(line)s, with other values.")
        raise Refused(say(sentence, number=known_as, line=line))

    def known_as(self, entry: Entry) -> str:
        """By what the entry is told from others; empty when by nothing."""
        return key_value(self.recognising.key, entry) if self.recognising.key is not None else entry.reference

    def load_matches(self, matches: Matches, entries: Sequence[Entry], names: Iterable[str] = ()) -> None:
        """Read what is there, by the key that was chosen or by the usual ones."""
        if (key := self.recognising.key) is not None:
            matches.load_by(key, (key_value(key, entry) for entry in entries))
        else:
            matches.load((entry.reference for entry in entries), names)

    def find_by_key(self, matches: Matches, entry: Entry) -> Record | None:
        """What the chosen key finds. An own number that leads nowhere is no new record."""
        value = self.known_as(entry)
        found = matches.referenced(value).to_write(value) if value else None
        if found is None and value and self.recognising.key is NUMBER:
            raise Refused(say(noop("There is no record with the number %(number)s."), number=f"{self.model.prefix}-{value}"))
        return found

    def _draft(self, entry: Entry) -> Draft:
        found = self.find(entry) if self.recognising.matches != CREATE else None
        if found is not None and self.recognising.matches == LEAVE:
            raise Skipped(say(noop("It is already there and stays as it is.")))
        if found is None:
            draft = Draft(self.new(entry), is_new=True)
            self.fill(draft, entry)
            self.custom.fill(draft, entry)
            _stop(self.obstacle_to_create(draft.record))
            _stop(self.obstacle_of_rules(draft.record, None))
            return draft
        obstacle = self.obstacle_to_change(found)  # asked of the record as it is stored
        stored = copy(found)
        draft = Draft(found, is_new=False)
        self.fill(draft, entry)
        self.custom.fill(draft, entry)
        if draft.is_written:
            _stop(obstacle)
            _stop(self.obstacle_of_rules(draft.record, stored))
        return draft

    def load(self, entries: Sequence[Entry]) -> None:  # noqa: B027 - not every kind points to something
        """Read what these entries may point to, in a number of statements that does not depend on theirs."""

    def obstacle_to_create(self, record: Model) -> Sentence | None:
        return obstacle_to_create(self.context.by, record)

    def obstacle_to_change(self, record: Model) -> Sentence | None:
        return obstacle_to_edit(self.context.by, record)

    def obstacle_of_rules(self, record: Model, stored: Model | None) -> Sentence | None:
        """What keeps ``record`` from being written, whoever writes it; ``stored`` is the row as it was."""
        return None

    def taken(self, draft: Draft, entry: Entry) -> None:  # noqa: B027 - not every kind remembers something
        """Called when the draft was taken into the batch."""

    @abstractmethod
    def label_of(self, entry: Entry) -> str:
        """What the report calls the entry before there is a record."""

    @abstractmethod
    def find(self, entry: Entry) -> Model | None:
        """The record that the entry is about, if it is there. Raises ``Refused`` or ``Skipped``."""

    @abstractmethod
    def new(self, entry: Entry) -> Model:
        """An unsaved record with what an entry of the file cannot know."""

    @abstractmethod
    def fill(self, draft: Draft, entry: Entry) -> None:
        """Write the entry onto the draft."""


def key_value(key: Key, entry: Entry) -> Any:
    """What the entry says at the key, in the form in which it is compared; the first of several."""
    value = entry.values.get(key.name, "")
    if isinstance(value, tuple):
        value = value[0] if value else ""
    return normalise(key.name, value) if key is EMAIL and value else value


def clear(draft: Draft, entry: Entry, names: Iterable[str]) -> None:
    """Empty what the file leaves empty, if it was decided so; never what a record must have."""
    if {"company_name", "company_reference"} & entry.cleared and not {"company_name", "company_reference"} & set(entry.values):
        entry.cleared.add("company")
    for name in sorted(entry.cleared.intersection(names)):
        field = draft.record._meta.get_field(name)
        if not draft.is_new and (field.null or field.blank):
            draft.set(name, None if field.null else "")


def _stop(obstacle: Sentence | None) -> None:
    if obstacle is not None:
        raise Refused(obstacle)
