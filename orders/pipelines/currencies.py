"""Which currencies are offered. Everything here happens inside ``arranging()``."""

from crm_merge.access.models import User
from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from orders.models import Currency


def offer(code: str, *, by: User) -> bool:
    """Offer a currency, at the end of the list; the first one is the default. Returns whether it is new."""
    offered = Currency.objects.order_by("position")
    if offered.filter(code=code).exists():
        return False
    last = offered.last()
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        position = last.position + 1 if last else 0
        added = Currency.objects.create(code=code, position=position, is_default=last is None)
        add_subjects(opened, [added])
    return True


def withdraw(currency: Currency, *, by: User) -> None:
    """Offer it no longer. Records keep it; the default goes to the first that is left."""
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        add_subjects(opened, [currency])
        currency.delete()
        left = Currency.objects.order_by("position", "pk").first()
        if left is not None and not Currency.objects.filter(is_default=True).exists():
            left.is_default = True
            left.save()


def make_default(currency: Currency, *, by: User) -> None:
    """New orders begin with it."""
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        update_with_history(Currency.objects.filter(is_default=True), {"is_default": False})
        currency.is_default = True
        currency.save()
        add_subjects(opened, [currency])
