"""Finding records by what people remember of them: number, words, customer, person, phone, e-mail, an old number.

The words of a record, its company and its people lie in its search entry; see docs/decisions on search entries. A
reader who may not read every company and contact finds a record by its company's or people's words only where they
may read those (P15).
"""

from collections.abc import Collection, Set

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm_merge.access.models import Scope, User
from crm_merge.access.permissions import reaching, scope_of
from orders.kinds import COMPANIES, CONTACTS, RecordKind
from orders.models import Company, Contact, OrderContact
from orders.models.search_entries import COMPANY, OWN, PEOPLE

from .merged import homes_of_text
from .numbers import parse_number
from .planning import as_one
from .reading import readable
from .spelling import Term, phone_term, terms, together, whole


def search(records: QuerySet, kind: RecordKind, text: str, *, user: User, homes: Set[int] | None = None) -> QuerySet:
    """Narrow ``records`` to those that ``text`` may mean.

    Every word has to begin a word of the record, its company or its people; or the whole text is a number or a phone
    number. A number of a merged record finds the record that holds its data now: ``homes`` if they are known already.
    """
    text = text.strip()
    if not text:
        return records
    homes = homes_of_text(kind, text) if homes is None else homes
    found = records.filter(among(text_query(kind, text), homes))
    if finds_at_once(kind, text, user=user):
        return found
    return found.filter(as_one(_visible(kind, _ways(text), homes, user)))


def finds_at_once(kind: RecordKind, text: str, *, user: User) -> bool:
    """Whether all that the index finds is for ``user`` to see: a number is the record's own, words may be others'."""
    return is_number(kind, text) or _reads_all(user)


def is_number(kind: RecordKind, text: str) -> bool:
    """Whether ``text`` names one record and nothing else: digits alone may also be words."""
    return not text.isdigit() and parse_number(kind.model, text) is not None


def text_query(kind: RecordKind, text: str) -> str:
    """What the index is asked for ``text``."""
    if is_number(kind, text):
        return together([[whole(f"{kind.model.prefix.casefold()}{parse_number(kind.model, text)}")]], OWN)
    return " | ".join(f"({together(way)})" for way in _ways(text))


def among(query: str, homes: Collection[int]) -> Q:
    """What the index finds: records whose words are as ``query`` asks, and the ``homes``."""
    found = Q(search_entry__words__matches=query)
    return found | Q(search_entry__pk__among=homes) if homes else found


def _ways(text: str) -> list[list[Term]]:
    return [way for way in (terms(text), [phone_term(text)]) if all(way) and way]


def _visible(kind: RecordKind, ways: list[list[Term]], homes: Set[int], reader: User) -> Q:
    """Of what was found, what the reader can see to fit."""
    visible = Q(pk__in=homes)
    for way in ways:
        condition = Q()
        for term in way:
            condition &= _visibly(kind, term, reader)
        visible |= condition
    return visible


def _reads_all(reader: User) -> bool:
    return all(scope_of(reader, kind.record_type, "read") == Scope.ALL for kind in (COMPANIES, CONTACTS))


def _visibly(kind: RecordKind, term: Term, reader: User) -> Q:
    """The term is a word of the record itself, or of a live company or person that the reader may read."""
    condition = _has(term, OWN)
    if kind.name != "company":
        condition |= _has(term, COMPANY) & reaching(reader, Company, "company")
    if kind.name != "contact":
        people = readable(reader, Contact).filter(_has(term, OWN))
        links = OrderContact.objects.filter(order=OuterRef("pk"), contact__in=people)
        people = links if kind.name == "order" else people.filter(company=OuterRef("pk"))
        condition |= _has(term, PEOPLE) & Q(Exists(people))
    return condition


def _has(term: Term, weight: str) -> Q:
    return Q(search_entry__words__matches=together([term], weight))
