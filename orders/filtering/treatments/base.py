"""What every treatment does: read values, make the condition, say it in words, write values back."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import Operator

YES, NO = "yes", "no"


class Treatment:
    """Base. A treatment says how values of a type are read, compared (``positive``), named and written.

    ``not`` is the opposite of ``is`` (or of ``opposed``), ``all`` is ``is`` for every single value, ``empty`` the opposite of
    ``filled``; so a treatment only says when a value fits.
    """

    operators: ClassVar[tuple[Operator, ...]] = ()
    opposed: ClassVar[str] = "is"

    def read(self, field: FilterField, operator: str, texts: Sequence[str], asking: Asking) -> list[Any]:
        """The values that ``texts`` mean. Raises ``Senseless`` with a sentence when one of them means nothing."""
        if operator == "empty":
            return [read_yes_no(texts[0])]
        taken = texts if field.operators[operator].several else texts[:1]
        return [self.read_one(field, operator, text, asking) for text in taken]

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> Any:
        raise NotImplementedError

    def condition(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        """The condition that one operator makes."""
        answer = field.compared.answer
        given = answer(operator, values) if answer else None
        if given is not None:
            return field.holds(given, asking)
        if operator == "empty":
            filled = field.holds(self.filled(field, asking), asking)
            return _opposite(field, filled) if values[0] else filled
        if operator == "not":
            return _opposite(field, field.holds(self.positive(field, self.opposed, values, asking), asking))
        if operator == "all":
            every = (field.holds(self.positive(field, "is", [value], asking), asking) for value in values)
            return all_of(every)
        return field.holds(self.positive(field, operator, values, asking), asking)

    def positive(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        """That a value fits, as a condition on the row that holds it."""
        return Q(**{f"{field.compared.path}__in": list(values)})

    def filled(self, field: FilterField, asking: Asking) -> Q:
        return Q(**{f"{field.compared.path}__isnull": False})

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        """A value as the reader knows it."""
        return str(value)

    def write(self, value: Any) -> str:
        """A value as it stands in addresses."""
        return str(value)


def read_yes_no(text: str) -> bool:
    if text not in (YES, NO):
        raise Senseless(_("“%(text)s” is neither yes nor no.") % {"text": text})
    return text == YES


def all_of(conditions: Any) -> Q:
    joined = Q()
    for condition in conditions:
        joined &= condition
    return joined


def any_of(conditions: Any) -> Q:
    joined = Q()
    for condition in conditions:
        joined |= condition
    return joined


def _opposite(field: FilterField, condition: Q) -> Q:
    """A record without a value does not have the value either; of expressions Django does not know that they may be empty."""
    if field.compared.annotations and not field.through:
        return ~condition | Q(**{f"{field.compared.path}__isnull": True})
    return ~condition
