"""What an entry of the file does, or why it does nothing."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _

from orders.importing.sentences import Sentence
from orders.models import Record


class Action(TextChoices):
    CREATE = "create", _("new")
    UPDATE = "update", _("changed")
    SKIP = "skip", _("unchanged")
    REFUSE = "refuse", _("refused")
    ERROR = "error", _("error")


@dataclass
class Outcome:
    """One line of the report."""

    lines: list[int]
    label: str
    action: str = Action.SKIP
    says: list[Sentence] = field(default_factory=list)
    record: Model | None = None

    def as_json(self) -> dict[str, Any]:
        """As kept in the report. A record that was written is named by its label and linked."""
        written = self.record is not None and self.record.pk is not None
        linked = written and isinstance(self.record, Record)
        return {
            "lines": self.lines,
            "label": self.record.label if linked else self.label,
            "action": str(self.action),
            "says": [sentence.as_json() for sentence in self.says],
            "url": self.record.get_absolute_url() if linked else "",
        }


class Verdict(Exception):  # noqa: N818 - says what was decided
    """Ends the planning of an entry: it does nothing, and ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Refused(Verdict):
    """The entry may not or cannot be written."""


class Skipped(Verdict):
    """There is nothing to write for this entry."""
