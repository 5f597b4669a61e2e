"""Texts: compared folded, so that Müller, Mueller and MULLER are one word, by words that lie in an index."""

from collections.abc import Sequence

from django.db.models import F, Q
from django.db.models.lookups import Exact, StartsWith
from django.utils.translation import gettext as _

from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import CODE, CONTAINS, TEXT
from orders.models.search_entries import OWN, Matches
from orders.models.words import Folded, TextWords
from orders.queries.planning import as_one, found_first
from orders.queries.spelling import beginning, canonical, terms, together, whole

from .base import Treatment, any_of


class Text(Treatment):
    operators, opposed = TEXT, "exactly"

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> str:
        if not terms(text):
            raise Senseless(_("“%(text)s” has no letter or digit to look for.") % {"text": text})
        return text

    def positive(self, field: FilterField, operator: str, values: Sequence[str], asking: Asking) -> Q:
        return any_of(self._fits(field, operator, value, asking) for value in values)

    def _fits(self, field: FilterField, operator: str, text: str, asking: Asking) -> Q:
        path, indexed = F(field.compared.path), _indexed(field, text, operator)
        if operator == "is":
            fits = Q(Matches(TextWords(path), together(terms(text))))
            if field.is_own_column and not indexed:
                fits = found_first(asking.kind.model, fits)
        else:
            fits = Q((StartsWith if operator == "begins" else Exact)(Folded(path), canonical(text)))
        return indexed & as_one(fits) if indexed else fits

    def filled(self, field: FilterField, asking: Asking) -> Q:
        return Q(**{f"{field.compared.path}__gt": ""})

    def words(self, field: FilterField, operator: str, value: str, asking: Asking) -> str:
        return _("“%(text)s”") % {"text": value}


class LongText(Text):
    operators = CONTAINS


class Code(Treatment):
    """Short codes that are compared as they are, such as currencies."""

    operators = CODE

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> str:
        return text.upper()

    def filled(self, field: FilterField, asking: Asking) -> Q:
        return Q(**{f"{field.compared.path}__gt": ""})


def _words(text: str, operator: str) -> list[list[str]]:
    """Words that begin so; whole ones where the whole text is given, all but the last where its beginning is."""
    if operator == "is":
        return terms(text)
    found = [word for word in canonical(text).split() if word.isalnum()]
    if operator == "begins" and found and text.endswith(found[-1]):
        return [*([whole(word)] for word in found[:-1]), [beginning(found[-1])]]
    return [[beginning(word)] for word in found]


def _indexed(field: FilterField, text: str, operator: str) -> Q:
    """Rows that an index of words finds: those that fit are among them."""
    words = _words(text, operator)
    if not words:
        return Q()
    if field.compared.is_worded:
        return Q(search_entry__words__matches=together(words, OWN))
    return Q(Matches(TextWords(F(field.compared.path)), together(words))) if operator != "is" else Q()
