"""The currencies that forms offer. What a record has already stays valid, offered or not."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .currencies import CODES, clean_currency
from .models import Currency
from .reference import currencies

USUAL = "EUR"
NAMED = 12


class Currencies:
    """As chosen in the settings. Nothing chosen means that every currency is offered."""

    @property
    def _chosen(self) -> tuple[Currency, ...]:
        return currencies()

    @property
    def codes(self) -> list[str]:
        return [currency.code for currency in self._chosen] or sorted(CODES)

    @property
    def default(self) -> str:
        """The currency that a new order begins with."""
        if not self._chosen:
            return USUAL
        return next((currency.code for currency in self._chosen if currency.is_default), self._chosen[0].code)

    def clean(self, text: str, *, stored: str = "") -> str:
        """The code in capitals. Raises ``ValidationError`` when it is none, or is neither offered nor ``stored`` already."""
        code = clean_currency(text)
        if code == stored or code in self.codes:
            return code
        sentence = _("%(code)s is not offered here. Choose one of %(codes)s.")
        named = ", ".join(self.codes[:NAMED]) + (" …" if len(self.codes) > NAMED else "")
        raise ValidationError(sentence % {"code": code, "codes": named}, code="not_offered")
