"""Duplicates of the demo that the user ``sales`` may merge."""

from typing import NamedTuple

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from orders.models import Company, Contact, Order, Record


class Pair(NamedTuple):
    """One thing twice: ``first`` came by phone or was there before, ``second`` came by e-mail."""

    first: Record
    second: Record


def order_pair() -> Pair:
    """The same order by phone and by e-mail; the titles differ."""
    orders = _mine(Order).select_related("company")
    for second in orders.filter(title__iendswith="e-mail)").order_by("pk"):
        title = second.title.rpartition(" (")[0]
        first = orders.filter(title=title, company=second.company, source="phone", pk=second.pk - 1).first()
        if first is not None:
            return Pair(first, second)
    raise LookupError("The demo has no pair of orders for sales.")


def contact_pair() -> Pair:
    """The same person, entered again by e-mail."""
    contacts = _mine(Contact)
    for second in contacts.filter(source="email", position="").order_by("-pk"):
        first = contacts.filter(first_name=second.first_name, company=second.company).exclude(pk=second.pk).first()
        if first is not None:
            return Pair(first, second)
    raise LookupError("The demo has no pair of contacts for sales.")


def company_pair() -> Pair:
    """The same company without its legal form; its external number ends with -2."""
    companies = _mine(Company)
    for second in companies.filter(reference__endswith="-2").order_by("pk"):
        first = companies.filter(reference=second.reference.removesuffix("-2")).first()
        if first is not None:
            return Pair(first, second)
    raise LookupError("The demo has no pair of companies for sales.")


def _mine(model: type[Record]):
    """What ``sales`` may edit and delete."""
    sales = User.objects.get(username="sales")
    deletable = permitted(model.objects.live(), user=sales, action="delete").values("pk")
    return permitted(model.objects.live(), user=sales, action="edit").filter(pk__in=deletable)
