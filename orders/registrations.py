"""What this app tells the rooms that do not know its records: rights, trash, navigation."""

from django.db.models import Model

from crm_merge.access.registry import register_record_type
from crm_merge.ui.day import register_panel
from crm_merge.ui.navigation import register_section
from trash import registry as trash

from . import day
from .kinds import all_kinds
from .models import (
    Activity,
    Address,
    Attachment,
    Comment,
    Company,
    Contact,
    ContactPoint,
    Observer,
    Order,
    OrderContact,
    OrderLine,
    TagLink,
)

ATTACHED = (ContactPoint, Address, Activity, Comment, Attachment, TagLink)
OWN_ROWS: dict[type[Model], tuple[tuple[type[Model], str], ...]] = {
    Order: ((OrderLine, "order"), (OrderContact, "order"), (Observer, "order")),
    Contact: ((OrderContact, "contact"),),
    Company: (),
}


def register() -> None:
    """Declare the three types; declaring them again changes nothing."""
    for position, kind in enumerate(all_kinds()):
        register_record_type(kind.model, owner="responsible")
        attached = [(model, kind.name) for model in ATTACHED]
        trash.register(kind.model, purge_order=[*OWN_ROWS[kind.model], *attached], files=[(Attachment, "file")])
        register_section(
            kind.heading, f"orders:{kind.plural}", kind.icon, permission=kind.permission("read"), order=10 + position
        )
    register_panel("orders/_day_due.html", day.due, order=10)
    register_panel("orders/_day_newest.html", day.newest, order=40)


register()
