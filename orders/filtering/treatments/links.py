"""Other records and products, by key, by number or by name.

A record that the reader may not read is a record that is not there (P15). One that was merged stands for its home.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from crm_merge.access.lookups import as_key
from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import LINK
from orders.forms.references import ReferenceField, reference_text
from orders.models import Record
from orders.queries.merged import readable_home
from orders.queries.reading import readable

from .base import Treatment


class Link(Treatment):
    """Values are the records themselves."""

    operators = LINK

    def read(self, field: FilterField, operator: str, texts: Sequence[str], asking: Asking) -> list[Any]:
        if operator in ("is", "not"):
            return _by_key(field, texts, asking)
        return super().read(field, operator, texts, asking)

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> Model:
        named = ReferenceField(field.compared.target)
        named.narrow(asking.reader, None)
        try:
            return named.resolve(text)
        except ValidationError as error:
            raise Senseless(" ".join(error.messages)) from error

    def condition(self, field: FilterField, operator: str, values: Sequence[Any], asking: Asking) -> Q:
        keys = values if operator == "empty" else [record.pk for record in values]
        return super().condition(field, {"named": "is", "not-named": "not"}.get(operator, operator), keys, asking)

    def filled(self, field: FilterField, asking: Asking) -> Q:
        """Links to several are not hinted at where the reader may read none of them."""
        if not field.through or not issubclass(field.compared.target, Record):
            return super().filled(field, asking)
        return Q(**{f"{field.compared.path}__in": readable(asking.reader, field.compared.target).order_by().values("pk")})

    def words(self, field: FilterField, operator: str, value: Any, asking: Asking) -> str:
        return reference_text(value)

    def write(self, value: Any) -> str:
        return str(value.pk)


def _by_key(field: FilterField, texts: Sequence[str], asking: Asking) -> list[Model]:
    """The records with these keys, each once, in the order asked for."""
    keys = [as_key(text) for text in texts]
    found = readable(asking.reader, field.compared.target).in_bulk([key for key in keys if key])
    return list(dict.fromkeys(found.get(key) or _home(field, key, text, asking) for key, text in zip(keys, texts, strict=True)))


def _home(field: FilterField, key: int | None, text: str, asking: Asking) -> Model:
    """The live record that holds the data of a merged one; to be followed, it must be one that the reader may read."""
    target = field.compared.target
    home = readable_home(asking.reader, target, key) if key and issubclass(target, Record) else None
    if home is None or not home.is_live:
        raise Senseless(_("There is nothing with the key %(text)s here that you may read.") % {"text": text})
    return home
