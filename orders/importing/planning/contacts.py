"""Contacts from a file of their own."""

from collections.abc import Sequence

from crm_merge.ui.folding import fold
from orders.importing.entries import Entry
from orders.models import Contact
from orders.models.record import Source

from .batch import Draft
from .matching import Match, Matches
from .planner import Planner, clear
from .reaching import Reaching, describe
from .rights import visible


class ContactPlanner(Planner):
    """Found by external number; without one by name and company."""

    model = Contact
    PLAIN = ("reference", "salutation", "first_name", "last_name", "position", "birthday")

    def load(self, entries: Sequence[Entry]) -> None:
        context = self.context
        context.companies.load(entries)
        self.matches = Matches(Contact, context.by, lock=context.writes)
        self.load_matches(self.matches, entries)
        unnumbered = [entry for entry in entries if not entry.reference and self.recognising.key is None]
        self.by_name = self._same_names(unnumbered)
        named = {record.pk for match in self.by_name.values() for record in match.live}
        self.reaching = Reaching("contact", self.matches.live_keys() | named)
        self.fresh: dict[tuple, Contact] = {}

    def _same_names(self, entries: Sequence[Entry]) -> dict[str, Match]:
        last_names = {entry.values["last_name"] for entry in entries}
        found: dict[str, Match] = {}
        if last_names:
            rows = visible(Contact.objects.live().filter(last_name__in=last_names), self.context.by).order_by("pk")
            rows = rows.select_related("responsible", "company")
            for contact in rows.select_for_update(of=("self",)) if self.context.writes else rows:
                found.setdefault(fold(contact.title_text), Match()).live.append(contact)
        return found

    def label_of(self, entry: Entry) -> str:
        return _full_name(entry)

    def find(self, entry: Entry) -> Contact | None:
        if self.recognising.key is not None:
            return self.find_by_key(self.matches, entry)
        if entry.reference:
            return self.matches.referenced(entry.reference).to_write(entry.reference)
        if made := self.fresh.get(_identity(entry)):
            return made
        everybody = self.by_name.get(fold(_full_name(entry)), Match()).live
        return Match([contact for contact in everybody if _is_at(contact, entry)]).to_write(_full_name(entry))

    def new(self, entry: Entry) -> Contact:
        return Contact(responsible=self.context.by, source=Source.IMPORT)

    def fill(self, draft: Draft, entry: Entry) -> None:
        for name in self.PLAIN:
            if name in entry.values:
                draft.set(name, entry.values[name])
        clear(draft, entry, (*self.PLAIN, "responsible", "company", "description"))
        if person := entry.values.get("responsible"):
            draft.set("responsible", self.context.people.required(person))
        if company := self.context.companies.of(entry, draft, draft.record.responsible):
            draft.set("company", company)
        describe(draft, entry)
        self.reaching.fill(draft, entry)

    def taken(self, draft: Draft, entry: Entry) -> None:
        if draft.is_new and not draft.record.reference:
            self.fresh[_identity(entry)] = draft.record
        self.context.companies.take(draft)


def _full_name(entry: Entry) -> str:
    return f"{entry.values.get('first_name', '')} {entry.values.get('last_name', '')}".strip()


def _identity(entry: Entry) -> tuple[str, str, str]:
    company = (entry.values.get("company_reference", ""), fold(entry.values.get("company_name", "")))
    return (fold(_full_name(entry)), *company)


def _is_at(contact: Contact, entry: Entry) -> bool:
    """Whether the contact is with the company that the entry names; an entry that names none fits everywhere."""
    reference, name = entry.values.get("company_reference", ""), entry.values.get("company_name", "")
    if not reference and not name:
        return True
    company = contact.company
    return company is not None and (company.reference == reference if reference else fold(company.name) == fold(name))
