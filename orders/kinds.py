"""The three kinds of record as the pages of this app see them: model, words, addresses, permissions."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django.db.models import Model
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.ui.addresses import STAND_IN

from .models import Company, Contact, Order, Record


@dataclass(frozen=True)
class RecordKind:
    """Everything that differs between pages for orders, contacts and companies, apart from fields and columns."""

    model: type[Record]
    name: str
    plural: str
    heading: Promise
    new: Promise
    edit: Promise
    icon: str

    @property
    def record_type(self) -> str:
        """Label as history, trash and merges keep it, e.g. ``orders.order``."""
        return self.model._meta.label_lower

    def permission(self, action: str) -> str:
        """Name of the permission for ``has_perm``: ``orders.edit_order``."""
        return permission_for(self.model, action)

    def url(self, page: str = "", *args: object) -> str:
        """Address of a page of this kind: ``url("edit", 7)`` is ``/orders/7/edit/``; without a page the record's own."""
        name = f"{self.name}_{page}" if page else self.name
        if not args:
            return _address(name)
        key, *others = args
        before, after = _around(name, *others)
        return f"{before}{key}{after}"

    @property
    def list_url(self) -> str:
        return _address(self.plural)

    def url_of_list(self, page: str) -> str:
        """Address of a page below the list: ``url_of_list("export")`` is ``/orders/export/``."""
        return _address(f"{self.plural}_{page}")

    @property
    def new_url(self) -> str:
        return self.url("new")

    @property
    def import_url(self) -> str:
        return self.url("import")


ORDERS = RecordKind(Order, "order", "orders", _("Orders"), _("New order"), _("Edit order"), "order")
CONTACTS = RecordKind(Contact, "contact", "contacts", _("Contacts"), _("New contact"), _("Edit contact"), "contact")
COMPANIES = RecordKind(Company, "company", "companies", _("Companies"), _("New company"), _("Edit company"), "company")
KINDS = {kind.name: kind for kind in (ORDERS, CONTACTS, COMPANIES)}


@cache
def _address(name: str) -> str:
    """A page without a record: a list asks for it dozens of times."""
    return reverse(f"orders:{name}")


@lru_cache(maxsize=1000)
def _around(name: str, *others: object) -> tuple[str, str]:
    """What stands before and after the key in addresses of a page; ``others`` come after the key."""
    before, _key, after = reverse(f"orders:{name}", args=[STAND_IN, *others]).partition(str(STAND_IN))
    return before, after


def permission_for(model: type[Model], action: str) -> str:
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def kind_of(record: Record) -> RecordKind:
    """The kind of a record object."""
    return KINDS[record._meta.model_name]


def kind_named(name: str) -> RecordKind:
    """The kind with this name.

    Raises:
        Http404: there is none.
    """
    try:
        return KINDS[name]
    except KeyError as error:
        raise Http404 from error


def all_kinds() -> Iterator[RecordKind]:
    return iter(KINDS.values())
