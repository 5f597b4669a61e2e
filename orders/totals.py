"""Amounts from line items: per currency, never added across currencies."""

from collections.abc import Iterable
from decimal import Decimal

from .models import Order, OrderLine


def totals_of(lines: Iterable[OrderLine]) -> dict[str, Decimal]:
    """Net sum per currency, each line rounded to cents, in the order in which the currencies appear."""
    totals: dict[str, Decimal] = {}
    for line in lines:
        totals[line.currency] = totals.get(line.currency, Decimal(0)) + line.net
    return totals


def settle_amount(order: Order, lines: Iterable[OrderLine], *, entered: bool = False) -> None:
    """Set the order's amount from its lines if it is to come from them.

    With lines in one currency the order takes that currency too. With several, the amount is the total in the order's
    own currency, or empty when no line has it. An order without lines keeps the amount that was entered. An amount that
    was ``entered`` before there were lines, and is to stay beside them, stays as it is from now on.
    """
    totals = totals_of(lines)
    if not order.amount_from_lines or not totals:
        return
    if entered and order.amount is not None:
        order.amount_from_lines = False
        return
    if len(totals) == 1:
        order.currency, order.amount = next(iter(totals.items()))
    else:
        order.amount = totals.get(order.currency)
