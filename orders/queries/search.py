"""Finding records by what people remember of them: number, words, customer, person, phone, e-mail, an old number."""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm_merge.ui.folding import fold
from orders.kinds import RecordKind
from orders.models import Contact, ContactPoint, OrderContact
from orders.normalising import normalise_phone

from .merged import homes_of_number
from .numbers import parse_number

FEWEST_DIGITS = 5
MOST_WORDS = 8


def search(records: QuerySet, kind: RecordKind, text: str) -> QuerySet:
    """Narrow ``records`` to those that ``text`` may mean.

    Every word has to be found on the record or on its customer and people; or the whole text is a number, a phone
    number or an e-mail address. A number of a merged record finds the record that holds its data now.
    """
    text = text.strip()
    if not text:
        return records
    condition = Q()
    for word in fold(text).split()[:MOST_WORDS]:
        condition &= _word(kind, word)
    number = parse_number(kind.model, text)
    if number is not None:
        exact = Q(number=number) | Q(reference__iexact=text) | Q(pk__in=homes_of_number(kind, number))
        condition = exact if not text.isdigit() else exact | condition
    for point in _points(text):
        condition |= _reached_by(kind, point)
    return records.filter(condition)


def word_pattern(word: str) -> str:
    """A pattern that finds all spellings of a folded word: ``müller``, ``mueller`` and ``muller`` find each other.

    A word of digits is found as a whole only, so that 42 does not find 1042.
    """
    if word.isdigit():
        return rf"\m{word}\M"
    return re.sub(r"([aou])e?", r"\1e?", re.escape(word))


def _word(kind: RecordKind, word: str) -> Q:
    pattern = word_pattern(word)
    condition = Q(search_key__regex=pattern)
    if kind.name == "order":
        people = OrderContact.objects.filter(order=OuterRef("pk"), contact__search_key__regex=pattern)
        condition |= Q(company__search_key__regex=pattern) | Q(Exists(people))
    if kind.name == "contact":
        condition |= Q(company__search_key__regex=pattern)
    if kind.name == "company":
        condition |= Q(Exists(Contact.objects.live().filter(company=OuterRef("pk"), search_key__regex=pattern)))
    return condition


def _points(text: str) -> list[Q]:
    """Conditions on contact points that ``text`` may spell."""
    if "@" in text:
        return [Q(kind="email", normalised__contains=text.casefold())]
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS or re.search(r"[A-Za-z]", text):
        return []
    return [Q(kind="phone", normalised=normalise_phone(text)) | Q(kind="phone", normalised__contains=digits.lstrip("0"))]


def _reached_by(kind: RecordKind, condition: Q) -> Q:
    points = ContactPoint.objects.filter(condition)
    found = Q(pk__in=points.filter(**{f"{kind.name}__isnull": False}).values(f"{kind.name}_id"))
    if kind.name == "order":
        found |= Q(company_id__in=points.filter(company__isnull=False).values("company_id"))
        people = points.filter(contact__isnull=False).values("contact_id")
        found |= Q(pk__in=OrderContact.objects.filter(contact_id__in=people).values("order_id"))
    return found
