"""Amounts in the reader's format. The currency is part of the value and always shown."""

from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "PLN": "zł", "CHF": "CHF"}
_IN_FRONT = {"€", "$", "£", "¥"}


def format_money(amount: Decimal | None, currency: str, *, places: int = 2) -> str:
    """``1.234,50 €`` for German readers, ``€1,234.50`` for English ones; empty for no amount.

    The amount is shown with ``places`` decimals, more when it has more (a unit price of 0.0125 keeps its digits).
    """
    if amount is None:
        return ""
    exact = Decimal(amount).normalize()
    exponent = exact.as_tuple().exponent
    decimals = max(places, -exponent) if isinstance(exponent, int) else places
    number = formats.number_format(amount, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    symbol = SYMBOLS.get(currency, currency)
    if (get_language() or "").startswith("de"):
        return f"{number}\u00a0{symbol}"
    if symbol not in _IN_FRONT:
        return f"{symbol}\u00a0{number}"
    return f"-{symbol}{number[1:]}" if number.startswith("-") else f"{symbol}{number}"
