"""Defined fields of the records that a file makes or changes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_noop as noop

from orders.custom.definitions import definitions
from orders.custom.types import Names, type_of
from orders.custom.values import several, show, single, with_value
from orders.importing.custom import Named
from orders.importing.entries import Entry
from orders.importing.sentences import Sentence, say
from orders.models import CustomField, Record
from orders.queries.numbers import parse_number

from .batch import Draft, shortened
from .context import Context
from .outcome import Refused
from .rights import visible

PREFIX = "custom."


class CustomFields:
    """The definitions as they were when the import began, and the records that a batch of entries links to.

    ``heads`` are the heads of the file's columns by the key of what they are mapped to.
    """

    def __init__(self, context: Context, model: type[Model], heads: Mapping[str, str]) -> None:
        self.context, self.heads = context, heads
        self.fields = {field.name: field for field in definitions(model).values()} if issubclass(model, Record) else {}
        required = (field for field in self.fields.values() if field.required and not field.is_retired)
        self.required = [field for field in required if type_of(field).can_be_imported]
        self.found: dict[tuple[str, str], list[int]] = {}

    def load(self, entries: Iterable[Entry]) -> None:
        """Look up what the entries link to: two statements per type of record."""
        self.found = {}
        wanted: dict[str, set[str]] = {}
        for entry in entries:
            for field, value in self._of(entry):
                if field.type == "record":
                    wanted.setdefault(field.links_to, set()).update(single(field, value))
        for record_type, texts in wanted.items():
            self._look_up(record_type, texts)

    def _look_up(self, record_type: str, texts: set[str]) -> None:
        model = apps.get_model(record_type)
        rows = visible(model.objects.live(), self.context.by)
        numbers = {text: number for text in texts if (number := parse_number(model, text)) is not None}
        by_number = dict(rows.filter(number__in=list(numbers.values())).values_list("number", "pk"))
        for reference, key in rows.filter(reference__in=list(texts)).order_by("pk").values_list("reference", "pk"):
            self.found.setdefault((record_type, reference), []).append(key)
        for text, number in numbers.items():
            if number in by_number and (record_type, text) not in self.found:
                self.found[record_type, text] = [by_number[number]]

    def _of(self, entry: Entry) -> list[tuple[CustomField, Any]]:
        return [(self.fields[key], value) for key, value in entry.values.items() if key.startswith(PREFIX)]

    def fill(self, draft: Draft, entry: Entry) -> None:
        """Write what the entry says; a new record begins with the defaults.

        Raises ``Refused`` for names that fit nothing, and where a required field would be empty that the file fills or that
        a new record needs.
        """
        if not self.fields:
            return
        record = draft.record
        if draft.is_new:
            defaults = (field for field in self.fields.values() if field.default is not None and not field.is_retired)
            record.custom = {field.key: field.default for field in defaults} | record.custom
        for field, value in self._of(entry):
            stored = several(field, [self._resolved(field, one) for one in single(field, value)])
            before = record.custom.get(field.key)
            if stored is not None and stored != before:
                record.custom = with_value(record.custom, field.key, stored)
                draft.differs = True
                draft.says += [] if draft.is_new else [_change(field, before, stored, value)]
        self._miss(draft)

    def _miss(self, draft: Draft) -> None:
        for field in self.required:
            if field.key in draft.record.custom:
                continue
            if head := self.heads.get(field.name):
                sentence = noop("Column “%(column)s” is empty, but “%(field)s” is required. Fill it in.")
                raise Refused(say(sentence, column=head, field=capfirst(str(field))))
            if draft.is_new:
                sentence = noop("“%(field)s” is required for a new record. Map a column to it, or give it a default.")
                raise Refused(say(sentence, field=capfirst(str(field))))

    def _resolved(self, field: CustomField, value: Any) -> Any:
        if not isinstance(value, Named):
            return value
        if field.type == "person":
            return self.context.people.required(value).pk
        found = self.found.get((field.links_to, value), [])
        if len(found) == 1:
            return found[0]
        sentence = noop("“%(field)s”: there is no record with the number “%(number)s”, or more than one.")
        raise Refused(say(sentence, field=str(field), number=str(value)))


def _change(field: CustomField, before: Any, after: Any, typed: Any) -> Sentence:
    """Old and new in words; of people and records only what the file says."""
    label = capfirst(str(field))
    if field.type in ("person", "record"):
        said: Sequence[Any] = single(field, typed)
        return say(noop("%(field)s: %(new)s"), field=label, new=shortened(", ".join(map(str, said))))
    old, new = (show(field, value, Names()) for value in (before, after))
    return say(noop("%(field)s: %(old)s → %(new)s"), field=label, old=shortened(old), new=shortened(new))
