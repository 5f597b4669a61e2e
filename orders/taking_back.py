"""What is special about taking operations on our records back."""

from collections.abc import Collection

from django.utils import timezone

from crm_merge.access.models import User
from crm_merge.access.permissions import may
from crm_merge.audit.bulk import update_each_with_history
from crm_merge.taking_back.registry import Rules, register_rules

from .models import Company, Contact, ContactPoint, Order, OrderLine, Product, Record
from .totals import settle_amount

TOTAL = ("amount", "currency", "amount_from_lines")


def register() -> None:
    """Declare it; declaring it again changes nothing."""
    for model in (Contact, Company):
        register_rules(model, Rules(derive=Record.derived_values))
    order = Rules((TOTAL,), Record.derived_values, follows="amount_from_lines", settle=settle_orders, settled_by=OrderLine)
    register_rules(Order, order)
    register_rules(ContactPoint, Rules((("value", "kind", "normalised"),)))
    register_rules(Product, Rules(may_change=_may_import_orders))


def settle_orders(keys: Collection[int]) -> None:
    """Compute the amounts of these orders from the lines they have now; those that are right already are left alone."""
    rows = []
    for order in Order.objects.filter(pk__in=keys).prefetch_related("lines").order_by("pk"):
        before = [getattr(order, name) for name in TOTAL]
        settle_amount(order, order.lines.all())
        after = [getattr(order, name) for name in TOTAL]
        if before != after:
            rows.append({"pk": order.pk, **dict(zip(TOTAL, after, strict=True)), **_touched(order)})
    update_each_with_history(Order, rows)


def _touched(order: Order) -> dict:
    return {"version": order.version + 1, "updated_at": timezone.now()}


def _may_import_orders(user: User) -> bool:
    """Products are made by imports of orders."""
    return may(user, "import", Order)
