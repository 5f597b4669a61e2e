"""Companies with their contact person, numbers and address; and companies that other files point to."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from crm_merge.ui.folding import fold
from orders.importing.entries import Entry
from orders.importing.sentences import say
from orders.models import Company
from orders.models.record import Source

from .batch import Draft
from .contact_persons import ContactPersons
from .matching import Matches
from .outcome import Refused
from .planner import Planner, clear
from .reaching import Reaching, describe
from .rights import obstacle_to_create

if TYPE_CHECKING:
    from .context import Context


class Companies:
    """The companies that a batch of entries points to, and those made so far."""

    def __init__(self, context: "Context") -> None:
        self.context = context
        self.matches = Matches(Company, context.by)
        self.made: dict[str, Company] = {}

    def load(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        references = (entry.values.get("company_reference", "") for entry in entries)
        self.matches.load(references, (entry.values.get("company_name", "") for entry in entries))

    def of(self, entry: Entry, draft: Draft, responsible: User | None) -> Company | None:
        """The company that ``entry`` names, put into ``draft`` when it has to be made; None when it names none."""
        reference, name = entry.values.get("company_reference", ""), entry.values.get("company_name", "")
        if not reference and not name:
            return None
        if found := self._found(reference, name):
            return found
        if not name:
            sentence = noop("There is no company with the external number “%(number)s”. Import the companies first.")
            raise Refused(say(sentence, number=reference))
        return self._make(reference, name, draft, responsible)

    def add(self, company: Company) -> None:
        self.made[_key(company.reference, company.name)] = company
        self.made.setdefault(_key("", company.name), company)

    def take(self, draft: Draft) -> None:
        """Remember the companies that a draft makes, now that it is taken."""
        for row in draft.new:
            if isinstance(row, Company):
                self.add(row)

    def _found(self, reference: str, name: str) -> Company | None:
        if reference and (found := self.matches.referenced(reference).to_attach(reference)):
            return found
        if made := self.made.get(_key(reference, name)):
            return made
        return self.matches.named(name).to_attach(name) if name else None

    def _make(self, reference: str, name: str, draft: Draft, responsible: User | None) -> Company:
        company = Company(reference=reference, name=name, responsible=responsible, source=Source.IMPORT)
        if sentence := obstacle_to_create(self.context.by, company):
            raise Refused(sentence)
        draft.new.append(company)
        draft.says.append(say(noop("New company: %(name)s"), name=name))
        return company


def _key(reference: str, name: str) -> str:
    """External numbers and names do not meet: a company with a number is known by it."""
    return f"#{reference}" if reference else fold(name)


class CompanyPlanner(Planner):
    model = Company
    PLAIN = ("reference", "name", "legal_form", "industry", "vat_number")

    def load(self, entries: Sequence[Entry]) -> None:
        context = self.context
        self.matches = Matches(Company, context.by, lock=context.writes)
        unnumbered = [entry.values["name"] for entry in entries if not entry.reference]
        self.load_matches(self.matches, entries, unnumbered)
        found = self.matches.live_keys()
        self.reaching = Reaching("company", found)
        self.persons = ContactPersons(context.by, found)
        self.fresh: dict[str, Company] = {}

    def label_of(self, entry: Entry) -> str:
        return entry.values.get("name", "") or entry.reference

    def find(self, entry: Entry) -> Company | None:
        if self.recognising.key is not None:
            return self.find_by_key(self.matches, entry)
        if entry.reference:
            return self.matches.referenced(entry.reference).to_write(entry.reference)
        name = entry.values["name"]
        return self.fresh.get(fold(name)) or self.matches.named(name).to_write(name)

    def new(self, entry: Entry) -> Company:
        return Company(responsible=self.context.by, source=Source.IMPORT)

    def fill(self, draft: Draft, entry: Entry) -> None:
        for name in self.PLAIN:
            if name in entry.values:
                draft.set(name, entry.values[name])
        clear(draft, entry, (*self.PLAIN, "responsible", "description"))
        if person := entry.values.get("responsible"):
            draft.set("responsible", self.context.people.required(person))
        describe(draft, entry)
        self.reaching.fill(draft, entry)
        self.persons.fill(draft, entry)

    def taken(self, draft: Draft, entry: Entry) -> None:
        if not draft.is_new:
            return
        if not draft.record.reference:
            self.fresh[fold(draft.record.name)] = draft.record
        if self.context.remembers:
            self.context.companies.add(draft.record)
