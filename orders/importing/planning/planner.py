"""The way from an entry to an outcome, the same for every kind of file."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy

from django.db.models import Model
from django.utils.translation import gettext_noop as noop

from orders.importing.entries import Entry
from orders.importing.sentences import Sentence, say

from .batch import Batch, Draft
from .context import Context
from .custom import CustomFields
from .outcome import Action, Outcome, Refused, Skipped
from .rights import obstacle_to_create, obstacle_to_edit


class Planner(ABC):
    """``load`` reads what a batch of entries needs, ``plan`` decides about each of them without a statement."""

    model: type[Model]

    def __init__(self, context: Context) -> None:
        self.context = context
        self.batch = Batch()
        self.custom = CustomFields(context, self.model)
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
        if not entry.reference:
            return
        line, values = self._seen.setdefault(entry.reference, (entry.lines[0], entry.values))
        if line == entry.lines[0]:
            return
        if values == entry.values:
            raise Skipped(say(noop("Says the same as line %(line)s."), line=line))
        sentence = noop("The external number “%(number)s” is already on line %(line)s, with other values.")
        raise Refused(say(sentence, number=entry.reference, line=line))

    def _draft(self, entry: Entry) -> Draft:
        found = self.find(entry)
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


def _stop(obstacle: Sentence | None) -> None:
    if obstacle is not None:
        raise Refused(obstacle)
