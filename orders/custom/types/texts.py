"""Text in one line, text in many, web addresses."""

from collections.abc import Hashable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Expression
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from crm_merge.ui.folding import fold
from orders.models.custom_fields import CustomField
from orders.models.words import Folded
from orders.normalising import normalise

from .base import BadValue, FieldType, Reading, Stored, as_text

LONGEST_WORD = 400  # the database's search refuses words beyond about 2,000 bytes


def folded(text: str) -> str:
    return " ".join(word[:LONGEST_WORD] for word in fold(text).split())


class Text(FieldType):
    key, label = "text", _("Text")
    hint = _("One line: a contract number, a nickname.")
    may_be_multiple = True
    most = 500

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        value = text.replace("\r\n", "\n").strip()
        if self.most is not None and len(value) > self.most:
            raise BadValue(noop("At most %(most)s characters fit; this text has %(length)s."), most=self.most, length=len(value))
        return value

    def words(self, value: Stored) -> str:
        return folded(value)

    def sorting(self, field: CustomField) -> tuple[Expression, ...]:
        return (Folded(as_text(field)),)


class LongText(Text):
    """Not found by its words: a page of prose would make every record fit every search."""

    key, label = "long_text", _("Long text")
    hint = _("Paragraphs: notes, terms, a briefing.")
    may_be_multiple = False
    can_be_joined = True
    is_sorted = False
    most = 20_000

    def words(self, value: Stored) -> str:
        return ""


class Web(Text):
    key, label = "web", _("Web address")
    hint = _("A link to a page, shown as one.")
    _valid = URLValidator(schemes=["http", "https"])

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        value = super().read(text, field, reading)
        address = value if "://" in value else f"https://{value}"
        try:
            self._valid(address)
        except ValidationError as error:
            raise BadValue(noop("“%(value)s” is no web address. Write it like https://www.example.com."), value=value) from error
        return address

    def compared(self, value: Stored) -> Hashable:
        return normalise("web", value)

    def words(self, value: Stored) -> str:
        return folded(normalise("web", value))
