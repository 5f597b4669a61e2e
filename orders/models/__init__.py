"""The records: order, contact, company, and what hangs on them."""

from .activities import Activity, Comment
from .addresses import Address
from .attached import Attached
from .catalogue import Currency, Pipeline, Product, Stage, Tag
from .companies import Company
from .contact_points import ContactPoint
from .contacts import Contact
from .custom_fields import CustomChoice, CustomField
from .files import Attachment
from .imports import Import, ImportMapping
from .lines import OrderLine
from .links import Observer, OrderContact, TagLink
from .mentions import Mention, SettledMention
from .orders import Order
from .record import Record
from .saved_filters import DefaultFilter, SavedFilter
from .search_entries import CompanySearchEntry, ContactSearchEntry, OrderSearchEntry

__all__ = [
    "Activity",
    "Address",
    "Attached",
    "Attachment",
    "Comment",
    "Company",
    "CompanySearchEntry",
    "Contact",
    "ContactPoint",
    "ContactSearchEntry",
    "Currency",
    "CustomChoice",
    "CustomField",
    "DefaultFilter",
    "Import",
    "ImportMapping",
    "Mention",
    "Observer",
    "Order",
    "OrderContact",
    "OrderLine",
    "OrderSearchEntry",
    "Pipeline",
    "Product",
    "Record",
    "SavedFilter",
    "SettledMention",
    "Stage",
    "Tag",
    "TagLink",
]
