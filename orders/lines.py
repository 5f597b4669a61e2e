"""The line items of an order as HTML: plain Python, because an order may have hundreds and a template takes long for each."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.money import format_money

from .models import OrderLine


def rows_of(lines: Iterable[OrderLine]) -> SafeString:
    """The rows of the table, in the order of ``lines``."""
    words = {name: escape(word) for name, word in _heads().items()}
    return mark_safe("".join([_row(line, words) for line in lines]))  # noqa: S308 - every part is escaped


def _heads() -> dict[str, str]:
    """What a phone shows beside a value, where the head of the table has no room."""
    return {
        "quantity": _("Quantity"),
        "price": _("Unit price"),
        "discount": _("Discount %"),
        "vat": _("VAT %"),
        "net": _("Net"),
    }


def _row(line: OrderLine, words: dict[str, str]) -> str:
    product = f'<div class="list-sub">{escape(line.product.number)}</div>' if line.product else ""
    cells = {
        "quantity": _number(line.quantity),
        "price": format_money(line.unit_price, line.currency),
        "discount": _number(line.discount) if line.discount else "",
        "vat": _number(line.vat) if line.vat else "",
        "net": format_money(line.net, line.currency),
    }
    numbers = [f'<td class="number" data-label="{words[name]}">{escape(text)}</td>' for name, text in cells.items()]
    position = escape(str(localize(line.position)))
    return f'<tr><td class="number is-position">{position}</td><td>{escape(line.name)}{product}</td>{"".join(numbers)}</tr>\n'


def _number(value: Decimal) -> str:
    return str(localize(value.normalize()))
