"""The fields that come with the product, in the order in which pages name them."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from orders.models import Company, Contact, ContactPoint, Order, OrderContact

from . import types
from .declaring import by_entry, column, company_link, number, points, shared, title
from .field import Compared, RecordField, Sort

STAGE = ("stage__name", "stage__name_de", "stage__colour")


def _people() -> Prefetch:
    links = OrderContact.objects.select_related("contact__responsible").order_by("id")
    return Prefetch("contact_links", links, to_attr="people_links")


def _money(order: Order) -> tuple:
    return order.amount, order.currency


ORDER = (
    title(_("Order"), "title", sort=Sort(("number",), descends=True)),
    number(Order),
    column(Order, "title", types.Text(), sort=Sort(("sort_key",))),
    column(Order, "stage", types.InStage(), sort=by_entry("stage_place", "stage_place"), columns=STAGE, related=("stage",)),
    company_link(Order, "company", by_entry("company_name", "company_key", company=True)),
    RecordField(
        "contacts",
        _("Contacts"),
        types.Links(),
        lambda order: [link.contact for link in order.people_links],
        Compared("contact_links__contact", target=Contact),
        prefetch=(_people,),
    ),
    column(
        Order,
        "amount",
        types.Money(),
        read=_money,
        compared=Compared("amount", currency="currency"),
        sort=Sort(("currency", "amount"), descends=True),
        columns=("amount", "currency"),
        form_fields=("amount", "currency", "amount_from_lines"),
    ),
    column(Order, "currency", types.Text(), form_fields=()),
    column(Order, "begins_on", types.Day(), sort=Sort(("begins_on",), descends=True)),
    column(Order, "closes_on", types.Day(), sort=Sort(("closes_on",), descends=True)),
    points(ContactPoint.Kind.PHONE),
    points(ContactPoint.Kind.EMAIL),
    *shared(Order),
)
CONTACT = (
    title(_("Contact"), "first_name", "last_name", "position", sort=Sort(("sort_key",))),
    number(Contact),
    column(Contact, "salutation", types.Text(), sort=Sort(("salutation",))),
    column(Contact, "first_name", types.Text(), sort=Sort(("first_name",))),
    column(Contact, "last_name", types.Text(), sort=Sort(("sort_key",))),
    column(Contact, "position", types.Text(), sort=Sort(("position",))),
    column(Contact, "birthday", types.Day(), sort=Sort(("birthday",))),
    company_link(Contact, "company", by_entry("company_name", "company_key", company=True)),
    points(ContactPoint.Kind.PHONE),
    points(ContactPoint.Kind.EMAIL),
    points(ContactPoint.Kind.WEB),
    *shared(Contact),
)
COMPANY = (
    title(_("Company"), "name", "legal_form", sort=Sort(("sort_key",))),
    number(Company),
    column(Company, "name", types.Text(), sort=Sort(("sort_key",))),
    column(Company, "legal_form", types.Text(), sort=Sort(("legal_form",))),
    column(Company, "industry", types.Text(), sort=Sort(("industry",))),
    column(Company, "vat_number", types.Text(), sort=Sort(("vat_number",))),
    company_link(Company, "parent"),
    points(ContactPoint.Kind.PHONE),
    points(ContactPoint.Kind.EMAIL),
    points(ContactPoint.Kind.WEB),
    *shared(Company),
)
BUILTIN: dict[str, tuple[RecordField, ...]] = {"order": ORDER, "contact": CONTACT, "company": COMPANY}
