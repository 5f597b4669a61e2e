"""Amounts in the reader's format. The currency is part of the value and always shown."""

from decimal import Decimal
from functools import lru_cache

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
    language = get_language() or ""
    number = f"{amount:,.{_decimals(Decimal(amount), places)}f}".translate(_separators(language))
    symbol = SYMBOLS.get(currency, currency)
    if language.startswith("de"):
        return f"{number}\u00a0{symbol}"
    if symbol not in _IN_FRONT:
        return f"{symbol}\u00a0{number}"
    return f"-{symbol}{number[1:]}" if number.startswith("-") else f"{symbol}{number}"


def _decimals(amount: Decimal, places: int) -> int:
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return places
    shortest = amount.normalize().as_tuple().exponent
    return max(places, -shortest) if isinstance(shortest, int) else places


@lru_cache(maxsize=10)
def _separators(language: str) -> dict[int, str]:
    """From Python's separators to those of the language. Asked once: a list formats hundreds of amounts."""
    thousands, decimal = (formats.get_format(f"{name}_SEPARATOR", lang=language) for name in ("THOUSAND", "DECIMAL"))
    return str.maketrans({",": thousands, ".": decimal})
