"""Finding records by what people remember of them: number, words, customer, person, phone, e-mail, an old number."""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from crm_merge.ui.folding import fold
from orders.kinds import RecordKind
from orders.models import Company, Contact, ContactPoint, OrderContact, Record
from orders.normalising import normalise_phone

from .merged import homes_of_number
from .numbers import parse_number

FEWEST_DIGITS = 5
MOST_WORDS = 8


def search(records: QuerySet, kind: RecordKind, text: str, *, user: User) -> QuerySet:
    """Narrow ``records`` to those that ``text`` may mean.

    Every word has to be found on the record or on its customer and people; or the whole text is a number, a phone
    number or an e-mail address. A number of a merged record finds the record that holds its data now. Customers and
    people that ``user`` may not read take no part: a hit would tell what is written on them.
    """
    text = text.strip()
    if not text:
        return records
    condition = Q()
    for word in fold(text).split()[:MOST_WORDS]:
        condition &= _word(kind, word, user)
    number = parse_number(kind.model, text)
    if number is not None:
        exact = Q(number=number) | Q(reference__iexact=text) | Q(pk__in=homes_of_number(kind, number))
        condition = exact if not text.isdigit() else exact | condition
    for point in _points(text):
        condition |= _reached_by(kind, point, user)
    return records.filter(condition)


def word_pattern(word: str) -> str:
    """A pattern that finds all spellings of a folded word: ``müller``, ``mueller`` and ``muller`` find each other.

    A word of digits is found as a whole only, so that 42 does not find 1042.
    """
    if word.isdigit():
        return rf"\m{word}\M"
    return re.sub(r"([aou])e?", r"\1e?", re.escape(word))


def _word(kind: RecordKind, word: str, user: User) -> Q:
    found = Q(search_key__regex=word_pattern(word))
    condition = Q(found)
    if kind.name in ("order", "contact"):
        condition |= Q(company__in=_seen(Company, user).filter(found))
    if kind.name == "order":
        people = OrderContact.objects.filter(order=OuterRef("pk"), contact__in=_seen(Contact, user).filter(found))
        condition |= Q(Exists(people))
    if kind.name == "company":
        condition |= Q(Exists(_seen(Contact, user).live().filter(found, company=OuterRef("pk"))))
    return condition


def _seen(model: type[Record], user: User) -> QuerySet:
    return permitted(model.objects.all(), user=user)


def _points(text: str) -> list[Q]:
    """Conditions on contact points that ``text`` may spell."""
    if "@" in text:
        return [Q(kind="email", normalised__contains=text.casefold())]
    digits = re.sub(r"\D", "", text).lstrip("0")
    if len(digits) < FEWEST_DIGITS or re.search(r"[A-Za-z]", text):
        return []
    return [Q(kind="phone", normalised=normalise_phone(text)) | Q(kind="phone", normalised__contains=digits)]


def _reached_by(kind: RecordKind, condition: Q, user: User) -> Q:
    points = ContactPoint.objects.filter(condition)
    found = Q(pk__in=points.filter(**{f"{kind.name}__isnull": False}).values(f"{kind.name}_id"))
    if kind.name == "order":
        found |= Q(company_id__in=points.filter(company__in=_seen(Company, user)).values("company_id"))
        people = points.filter(contact__in=_seen(Contact, user)).values("contact_id")
        found |= Q(pk__in=OrderContact.objects.filter(contact_id__in=people).values("order_id"))
    return found
