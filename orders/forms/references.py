"""Naming a record in a text field: by number or name, resolved on the server, so that no form lists every customer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.access.models import User
from crm_merge.ui.folding import fold
from orders.models import Product, Record
from orders.queries.numbers import parse_number
from orders.queries.reading import may_read, readable

SHOWN = 5
HIDDEN = gettext_lazy("(not visible to you)")


class ReferenceField(forms.CharField):
    """A text field whose clean value is a record or product out of ``candidates``, or None when left empty.

    What the row points to already stays valid: it needs no right to be read and may even be in the trash.
    """

    candidates: QuerySet
    current: Model | None = None
    current_is_hidden = False

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        attributes = {"data-suggest": model._meta.model_name, "autocomplete": "off"}
        super().__init__(max_length=310, widget=forms.TextInput(attrs=attributes), **kwargs)
        self.model = model

    def narrow(self, user: User, current: Model | None) -> None:
        """Say who is choosing and what is chosen now."""
        self.candidates = readable(user, self.model)
        self.current = current
        self.current_is_hidden = current is not None and not may_read(user, current)

    def clean(self, value: Any) -> Model | None:
        text = super().clean(value)
        if not text:
            return None
        if self.current is not None and text == self.prepare_value(self.current):
            return self.current
        return self.resolve(text)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Model):
            return value
        if value == self.current and self.current_is_hidden:
            return str(HIDDEN)
        return reference_text(value)

    def resolve(self, text: str) -> Model:
        """Find the one candidate that ``text`` names.

        Raises:
            ValidationError: none or more than one fits; the sentence names the first few.
        """
        found = list(self.matching(text)[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("Nothing fits “%(text)s”. Enter the number or the exact name.") % {"text": text[:80]}, code="none"
            )
        names = ", ".join(reference_text(record) for record in found[:SHOWN])
        raise ValidationError(
            _("“%(text)s” fits more than one: %(names)s. Enter the number.") % {"text": text[:80], "names": names}, code="several"
        )

    def matching(self, text: str) -> QuerySet:
        if self.candidates.model is Product:
            return _products_named(self.candidates, text)
        return _records_named(self.candidates, text)


def reference_text(record: Model) -> str:
    """How a record stands in a reference field; starts with its number, so it always resolves to the same record."""
    return record.label if isinstance(record, Record) else str(record)


def _products_named(candidates: QuerySet, text: str) -> QuerySet:
    labelled = candidates.annotate(reference=Concat("number", Value(" "), "name"))
    return labelled.filter(Q(number__iexact=text) | Q(reference=text) | Q(name__iexact=text))


def _records_named(candidates: QuerySet, text: str) -> QuerySet:
    """By whole number, by number and name as this form writes them, by exact name, else by words."""
    number = parse_number(candidates.model, text)
    if number is not None:
        return candidates.filter(number=number)
    number = parse_number(candidates.model, text.split()[0])
    if number is not None:
        labelled = candidates.filter(number=number)
        if any(record.label == text for record in labelled):
            return labelled
    key = candidates.model(**_as_names(candidates.model, text)).derived_values()["sort_key"]
    exact = candidates.filter(sort_key=key)
    return exact if exact.exists() else candidates.filter(*(Q(search_key__contains=fold(word)) for word in text.split()))


def _as_names(model: type[Record], text: str) -> dict[str, str]:
    if model._meta.model_name != "contact":
        return {"name" if model._meta.model_name == "company" else "title": text}
    first, _space, last = text.rpartition(" ")
    return {"first_name": first, "last_name": last}
