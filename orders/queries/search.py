"""Finding records by what people remember of them: number, words, customer, person, phone, e-mail, an old number.

The words of a record, its company and its people lie in its search entry; see docs/decisions on search entries. A
reader who may not read every company and contact finds a record by its company's or people's words only where they
may read those (P15).
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm_merge.access.models import Scope, User
from crm_merge.access.permissions import scope_of
from orders.kinds import COMPANIES, CONTACTS, RecordKind
from orders.models import Company, Contact, OrderContact
from orders.models.search_entries import COMPANY, OWN

from .merged import homes_of_number
from .numbers import parse_number
from .reading import readable
from .spelling import Term, phone_term, terms, together, weighted, whole


def search(records: QuerySet, kind: RecordKind, text: str, *, user: User) -> QuerySet:
    """Narrow ``records`` to those that ``text`` may mean.

    Every word has to begin a word of the record, its company or its people; or the whole text is a number or a phone
    number. A number of a merged record finds the record that holds its data now.
    """
    text = text.strip()
    if not text:
        return records
    number = parse_number(kind.model, text)
    homes = homes_of_number(kind, number) if number is not None else set()
    if number is not None and not text.isdigit():
        found = Q(search_entry__words__matches=weighted([whole(f"{kind.model.prefix.casefold()}{number}")], OWN))
    else:
        found = _by_words(kind, text, user)
    return records.filter(found | Q(search_entry__pk__in=homes)) if homes else records.filter(found)


def _by_words(kind: RecordKind, text: str, reader: User) -> Q:
    words, phone = terms(text), phone_term(text)
    ways = [way for way in (words, [phone] if phone else []) if way]
    if not ways:
        return Q(pk__in=[])
    found = Q(search_entry__words__matches=" | ".join(f"({together(way)})" for way in ways))
    if _reads_all(reader):
        return found
    allowed = Q()
    for way in ways:
        condition = Q()
        for term in way:
            condition &= _visibly(kind, term, reader)
        allowed |= condition
    return found & allowed


def _reads_all(reader: User) -> bool:
    return all(scope_of(reader, kind.record_type, "read") == Scope.ALL for kind in (COMPANIES, CONTACTS))


def _visibly(kind: RecordKind, term: Term, reader: User) -> Q:
    """The term is a word of the record itself, or of a company or person that the reader may read."""
    condition = Q(search_entry__words__matches=weighted(term, OWN))
    people = readable(reader, Contact).filter(search_entry__words__matches=weighted(term, OWN))
    if kind.name != "company":
        companies = readable(reader, Company).filter(pk=OuterRef("company_id"))
        condition |= Q(search_entry__words__matches=weighted(term, COMPANY)) & Q(Exists(companies))
    if kind.name == "order":
        links = OrderContact.objects.filter(order=OuterRef("pk"), contact__in=people)
        condition |= Q(Exists(links))
    if kind.name == "company":
        condition |= Q(Exists(people.filter(company=OuterRef("pk"))))
    return condition
