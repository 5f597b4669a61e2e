"""The contact person named in a company's row: one contact of the company with that name."""

from collections.abc import Collection

from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from crm_merge.ui.folding import fold
from orders.importing.entries import Entry
from orders.importing.sentences import say
from orders.models import Company, Contact
from orders.models.record import Source

from .batch import Draft
from .rights import obstacle_to_create, obstacle_to_edit, visible


def split_name(name: str) -> tuple[str, str]:
    """First and last name: ``Maria Anders``, ``Anders, Maria``; the last word counts as last name."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _blank, last = name.rpartition(" ")
    return first.strip(), last.strip()


class ContactPersons:
    """The contacts of the companies of a batch, those in the trash included: nobody is brought back by an import."""

    def __init__(self, by: User | None, companies: Collection[int]) -> None:
        self.by = by
        self.known: dict[tuple[int | None, str], list[Contact]] = {}
        if companies:
            rows = visible(Contact.objects.filter(company__in=companies), by)
            for contact in rows.select_related("responsible").order_by("trash_entry_id", "pk"):
                self.known.setdefault((contact.company_id, fold(contact.title_text)), []).append(contact)

    def fill(self, draft: Draft, entry: Entry) -> None:
        """Add the contact to the company's draft, or note a new position; without the right it is left out and said."""
        name = entry.values.get("contact_name", "")
        if not name:
            return
        first_name, last_name = split_name(name)
        known = self.known.get((draft.record.pk, fold(f"{first_name} {last_name}"))) if draft.record.pk else None
        live = [contact for contact in known or () if contact.is_live]
        if live:
            self._update(live[0], draft, entry)
        elif known:
            draft.says.append(say(noop("The contact %(name)s is in the trash and stays there."), name=name))
        else:
            self._create(first_name, last_name, draft, entry)

    def _create(self, first_name: str, last_name: str, draft: Draft, entry: Entry) -> None:
        company: Company = draft.record
        position = entry.values.get("contact_position", "")
        contact = Contact(first_name=first_name, last_name=last_name, position=position, company=company)
        contact.responsible, contact.source = company.responsible, Source.IMPORT
        if obstacle_to_create(self.by, contact):
            sentence = noop("Without the contact %(name)s: your roles do not allow you to import contacts.")
            draft.says.append(say(sentence, name=contact.title_text))
        else:
            draft.new.append(contact)
            draft.says.append(say(noop("New contact: %(name)s"), name=contact.title_text))

    def _update(self, contact: Contact, draft: Draft, entry: Entry) -> None:
        position = entry.values.get("contact_position", contact.position)
        if position == contact.position:
            return
        if obstacle_to_edit(self.by, contact):
            sentence = noop("The contact %(name)s stays as it is: your roles do not allow you to change it.")
            draft.says.append(say(sentence, name=contact.title_text))
            return
        contact.position = position
        draft.changed.append(contact)
        draft.says.append(say(noop("Position of %(name)s: %(position)s"), name=contact.title_text, position=position))
