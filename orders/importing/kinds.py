"""What a file can hold: people, products, companies, contacts or orders."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right, may
from orders.models import Company, Contact, Order, Product

from . import fields, heads
from .fields import Target


@dataclass(frozen=True)
class FileKind:
    """``required`` are the fields a file of this kind must have; ``telling`` the heads by which it is told from the others,
    ``foreign`` those that it never has."""

    name: str
    model: type[Model]
    label: Promise
    built_in: tuple[Target, ...]
    required: tuple[str, ...]
    telling: str
    foreign: str = ""

    @property
    def targets(self) -> tuple[Target, ...]:
        """Everything that a column can fill now, the fields that administrators defined included."""
        return (*self.built_in, *(one for one in fields.custom_targets(self.model) if not one.custom.is_retired))

    @property
    def by_key(self) -> dict[str, Target]:
        """Every target a mapping may name; a field that was retired after it was mapped still takes its values."""
        return {target.key: target for target in (*self.built_in, *fields.custom_targets(self.model))}

    def is_open_to(self, user: User | None) -> bool:
        """Whether the person may import such a file at all; commands without a person may."""
        if user is None:
            return True
        if self.model is User:
            return has_right(user, "access.manage_roles")
        return may(user, "import", Order if self.model is Product else self.model)


# In this order files are imported together: later ones point to earlier ones.
KINDS = {
    kind.name: kind
    for kind in (
        FileKind(
            "person", User, _("Responsible persons"), fields.PERSON, ("last_name",), heads.PERSON_NUMBER, heads.OF_CUSTOMERS
        ),
        FileKind("product", Product, _("Products"), fields.PRODUCT, ("reference", "name"), heads.PRODUCT_NUMBER),
        FileKind("company", Company, _("Companies"), fields.COMPANY, ("name",), heads.COMPANY_NAME),
        FileKind("contact", Contact, _("Contacts"), fields.CONTACT, ("last_name",), heads.LAST_NAME),
        FileKind("order", Order, _("Orders"), fields.ORDER, ("reference",), f"{heads.ORDER_NUMBER} stage stufe phase"),
    )
}
RECOGNISED_IN = ("order", "product", "person", "contact", "company")


def kinds_open_to(user: User | None) -> list[FileKind]:
    return [kind for kind in KINDS.values() if kind.is_open_to(user)]
