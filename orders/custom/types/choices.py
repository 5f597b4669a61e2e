"""One or several of the choices that administrators named."""

from collections.abc import Hashable

from django.db.models import Expression
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from crm_merge.ui.folding import fold
from orders.models.custom_fields import CustomField
from orders.models.places import Place

from .base import BadValue, FieldType, Reading, Stored, as_text


class Choice(FieldType):
    """Stored is the key of the choice, so that a renamed choice is renamed everywhere."""

    key, label = "choice", _("Choice")
    hint = _("One of the values that you name.")

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        wanted = fold(text)
        for option in field.options:
            if wanted in (option.key, fold(option.label), fold(option.label_de)) and not option.is_retired:
                return option.key
        known = ", ".join(str(option) for option in field.options if not option.is_retired)
        raise BadValue(noop("“%(value)s” is none of the choices: %(choices)s."), value=text, choices=known)

    def write(self, value: Stored, field: CustomField) -> str:
        return next((str(option) for option in field.options if option.key == value), str(value))

    def compared(self, value: Stored) -> Hashable:
        return value

    def ordering(self, field: CustomField) -> tuple[Expression, ...]:
        """In the order in which administrators put the choices, retired ones at their place."""
        return (Place(as_text(field), [option.key for option in field.options]),)


class Choices(Choice):
    key, label = "choices", _("Several choices")
    hint = _("Any number of the values that you name.")
    is_always_multiple = True
