"""What a file can fill: the fields of each kind of file, with the heads by which they are recognised."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Field as ModelField
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.ui.folding import fold
from orders.models import Address, Company, Contact, ContactPoint, CustomField, Order, OrderLine, Product

from . import heads
from .custom import READS, importable


def plain(head: str) -> str:
    """A head as compared: case, blanks, underscores, umlauts and signs make no difference."""
    return "".join(sign for sign in fold(head) if sign.isalnum())


@dataclass(frozen=True)
class Target:
    """A field that a column can be mapped to.

    ``reads`` names a reader of ``values.READERS``. ``limits`` is the model field whose length and digits hold.
    ``of_item`` marks what belongs to a line item; ``many`` what several columns may fill; ``custom`` is the field that
    administrators defined.
    """

    key: str
    label: str | Promise
    known_as: str
    reads: str = "text"
    limits: ModelField | None = None
    of_item: bool = False
    many: bool = False
    custom: CustomField | None = None

    @cached_property
    def heads(self) -> frozenset[str]:
        return frozenset(self.known_as.split())


def _field(model: type[Model], name: str) -> ModelField:
    return model._meta.get_field(name)


def _text(key: str, label: Promise, known_as: str, model: type[Model], name: str = "", **more) -> Target:
    return Target(key, label, known_as, limits=_field(model, name or key), **more)


def custom_targets(model: type[Model]) -> tuple[Target, ...]:
    """The fields that administrators defined, recognised by their labels in both languages and by their key."""
    return tuple(
        Target(
            field.name,
            str(field),
            " ".join(dict.fromkeys(plain(head) for head in (field.label, field.label_de, field.key) if plain(head))),
            reads=READS.get(field.type, "text"),
            custom=field,
        )
        for field in importable(model)
    )


POINTS = (
    _text("phone", _("Phone"), heads.PHONE, ContactPoint, "value", reads="several"),
    _text("mobile", _("Mobile"), heads.MOBILE, ContactPoint, "value", reads="several"),
    _text("fax", _("Fax"), heads.FAX, ContactPoint, "value", reads="several"),
    _text("email", _("E-mail"), heads.EMAIL, ContactPoint, "value", reads="several"),
    _text("web", _("Web address"), heads.WEB, ContactPoint, "value", reads="several"),
)
ADDRESS = (
    _text("street", _("Street"), heads.STREET, Address),
    _text("postal_code", _("Postal code"), heads.POSTAL_CODE, Address),
    _text("city", _("City"), heads.CITY, Address),
    _text("region", _("Region"), heads.REGION, Address),
    _text("country", _("Country"), heads.COUNTRY, Address),
)
RESPONSIBLE = Target("responsible", _("Responsible person (number or name)"), heads.RESPONSIBLE)
DESCRIPTION = Target("description", _("Description"), heads.DESCRIPTION)
NUMBER = Target("number", _("Number in this CRM (to recognise it)"), heads.OWN_NUMBER, reads="own_number")
NOTE = Target("note", _("Description, after the name of the column"), heads.NOTE, many=True)

COMPANY = (
    _text("reference", _("External number"), heads.COMPANY_NUMBER, Company),
    _text("name", _("Name"), heads.COMPANY_NAME, Company),
    _text("legal_form", _("Legal form"), heads.LEGAL_FORM, Company),
    _text("industry", _("Industry"), heads.INDUSTRY, Company),
    _text("vat_number", _("VAT number"), heads.VAT_NUMBER, Company),
    NUMBER,
    RESPONSIBLE,
    _text("contact_name", _("Contact person"), heads.CONTACT_NAME, Contact, "last_name"),
    _text("contact_position", _("Position of the contact person"), heads.CONTACT_POSITION, Contact, "position"),
    *POINTS,
    *ADDRESS,
    DESCRIPTION,
    NOTE,
)
CONTACT = (
    _text("reference", _("External number"), heads.CONTACT_NUMBER, Contact),
    _text("salutation", _("Salutation"), heads.SALUTATION, Contact),
    _text("first_name", _("First name"), heads.FIRST_NAME, Contact),
    _text("last_name", _("Last name"), heads.LAST_NAME, Contact),
    _text("position", _("Position"), heads.POSITION, Contact),
    Target("birthday", _("Birthday"), heads.BIRTHDAY, reads="day"),
    NUMBER,
    _text("company_reference", _("External number of the company"), heads.COMPANY_NUMBER_ELSEWHERE, Company, "reference"),
    _text("company_name", _("Name of the company"), heads.COMPANY_NAME_ELSEWHERE, Company, "name"),
    RESPONSIBLE,
    *POINTS,
    *ADDRESS,
    DESCRIPTION,
    NOTE,
)
PERSON = (
    _text("reference", _("External number"), heads.PERSON_NUMBER, User),
    _text("first_name", _("First name"), heads.FIRST_NAME, User),
    _text("last_name", _("Last name"), heads.LAST_NAME, User),
    _text("email", _("E-mail"), heads.EMAIL, User),
    Target("department", _("Department"), heads.DEPARTMENT),
)
PRODUCT = (
    _text("reference", _("Product number"), heads.PRODUCT_NUMBER, Product, "number"),
    _text("name", _("Name"), heads.PRODUCT_NAME, Product),
    _text("unit", _("Unit"), heads.UNIT, Product),
    Target("unit_price", _("Unit price"), heads.UNIT_PRICE, "number", _field(Product, "unit_price")),
    Target("currency", _("Currency"), heads.CURRENCY, "currency"),
    Target("is_active", _("Active"), heads.ACTIVE, "truth"),
    Target("is_discontinued", _("Discontinued"), heads.DISCONTINUED, "falsehood"),
)
ITEM = (
    _text("product_reference", _("Product number"), heads.PRODUCT_NUMBER, Product, "number", of_item=True),
    _text("product_name", _("Product name"), heads.PRODUCT_NAME_ELSEWHERE, Product, "name", of_item=True),
    Target("quantity", _("Quantity"), heads.QUANTITY, "number", _field(OrderLine, "quantity"), of_item=True),
    Target("unit_price", _("Unit price"), heads.UNIT_PRICE, "number", _field(OrderLine, "unit_price"), of_item=True),
    Target("discount", _("Discount"), heads.DISCOUNT, "discount", _field(OrderLine, "discount"), of_item=True),
    Target("vat", _("VAT %"), heads.VAT, "percent", _field(OrderLine, "vat"), of_item=True),
)
SHIPPING = (
    _text("ship_recipient", _("Delivery: recipient"), heads.SHIP_RECIPIENT, Address, "recipient"),
    _text("ship_street", _("Delivery: street"), heads.SHIP_STREET, Address, "street"),
    _text("ship_postal_code", _("Delivery: postal code"), heads.SHIP_POSTAL_CODE, Address, "postal_code"),
    _text("ship_city", _("Delivery: city"), heads.SHIP_CITY, Address, "city"),
    _text("ship_region", _("Delivery: region"), heads.SHIP_REGION, Address, "region"),
    _text("ship_country", _("Delivery: country"), heads.SHIP_COUNTRY, Address, "country"),
)
ORDER = (
    _text("reference", _("External number"), f"{heads.ORDER_NUMBER} externalnumber externenummer", Order),
    _text("title", _("Title"), heads.TITLE, Order),
    NUMBER,
    _text("company_reference", _("External number of the company"), heads.COMPANY_NUMBER_ELSEWHERE, Company, "reference"),
    _text("company_name", _("Name of the company"), heads.CUSTOMER_NAME, Company, "name"),
    RESPONSIBLE,
    Target("stage", _("Stage"), heads.STAGE),
    Target("begins_on", _("Begins on"), heads.BEGINS_ON, "day"),
    Target("closes_on", _("Closes on"), heads.CLOSES_ON, "day"),
    Target("amount", _("Amount"), heads.AMOUNT, "number", _field(Order, "amount")),
    Target("currency", _("Currency"), heads.CURRENCY, "currency"),
    *ITEM,
    *SHIPPING,
    DESCRIPTION,
    NOTE,
)
