"""The records: order, contact, company, and what hangs on them."""

from .activities import Activity, Comment
from .addresses import Address
from .attached import Attached
from .bulk import BulkAction, BulkRefusal, Reason, Selection
from .catalogue import Currency, Pipeline, Product, Stage, Tag
from .companies import Company
from .contact_points import ContactPoint
from .contacts import Contact
from .custom_fields import CustomChoice, CustomField
from .files import Attachment
from .imports import Import, ImportMapping
from .kept_uploads import KeptUpload
from .lines import OrderLine
from .links import Observer, OrderContact, TagLink
from .list_settings import ListSettings
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
    "BulkAction",
    "BulkRefusal",
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
    "KeptUpload",
    "ListSettings",
    "Mention",
    "Observer",
    "Order",
    "OrderContact",
    "OrderLine",
    "OrderSearchEntry",
    "Pipeline",
    "Product",
    "Reason",
    "Record",
    "SavedFilter",
    "Selection",
    "SettledMention",
    "Stage",
    "Tag",
    "TagLink",
]
