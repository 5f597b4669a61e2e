"""Phones in any spelling, e-mail addresses and web addresses of a record."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import POINTS
from orders.models import ContactPoint
from orders.models.search_entries import OWN
from orders.queries.spelling import FEWEST_DIGITS, Term, beginning, canonical, phone_term, terms, together

from .base import Treatment, any_of


class Points(Treatment):
    """The words of its contact points lie in a record's search entry, so its index finds the rows."""

    operators = POINTS

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> str:
        if not self._terms(text):
            unusable = {
                ContactPoint.Kind.PHONE: _("Write at least %(fewest)s digits of the phone number."),
                ContactPoint.Kind.EMAIL: _("Write the beginning of the e-mail address or of its domain."),
            }
            sentence = unusable.get(self.kind, _("Write the beginning of the web address."))
            raise Senseless(sentence % {"fewest": FEWEST_DIGITS})
        return text

    def condition(self, field: FilterField, operator: str, values: Sequence[str], asking: Asking) -> Q:
        if operator == "empty":
            return super().condition(field, operator, values, asking)
        found = any_of(self._fits(field, value, asking) for value in values)
        return ~found if operator == "not" else found

    def filled(self, field: FilterField, asking: Asking) -> Q:
        return Q()

    def _fits(self, field: FilterField, text: str, asking: Asking) -> Q:
        indexed = Q(search_entry__words__matches=together(self._terms(text), OWN))
        return field.holds(self._spelled(text), asking, beside=indexed, is_found=True)

    def _terms(self, text: str) -> list[Term]:
        if self.kind == ContactPoint.Kind.PHONE:
            return [phone for phone in [phone_term(text)] if phone]
        if self.kind == ContactPoint.Kind.EMAIL:
            written = "".join(text.casefold().split())
            return [[beginning(written), beginning(f"@{written.removeprefix('@')}")]] if written.strip("@") else []
        return terms(text)

    def _spelled(self, text: str) -> Q:
        """What the contact point itself says; the search entry mixes its words with those of the record."""
        if self.kind == ContactPoint.Kind.PHONE:
            beginning_of, end = phone_term(text)
            digits = "".join(sign for sign in beginning_of if sign.isdigit())
            last = "".join(sign for sign in end if sign.isdigit())[::-1]
            return Q(normalised__startswith=f"+{digits}") | Q(normalised__endswith=last)
        written = "".join(text.casefold().split())
        if self.kind == ContactPoint.Kind.EMAIL:
            return Q(normalised__startswith=written) | Q(normalised__contains=f"@{written.removeprefix('@')}")
        return any_of([Q(normalised__contains=written), Q(normalised__contains=canonical(text))])

    def words(self, field: FilterField, operator: str, value: str, asking: Asking) -> str:
        return value
