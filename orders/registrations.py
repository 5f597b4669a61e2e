"""What this app tells the rooms that do not know its records: rights, trash, navigation."""

from functools import partial

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from crm_merge.access.registry import register_record_type
from crm_merge.audit.unfolding import register_unfolding
from crm_merge.people.registry import register_held_rows
from crm_merge.ui.day import register_panel
from crm_merge.ui.navigation import register_section
from crm_merge.ui.settings_index import register_card
from trash import registry as trash
from trash.models import LIVE

from . import day, reference
from .custom.catalogue import provide
from .custom.history import unfold
from .fields.catalogue import register_fields
from .kinds import all_kinds
from .models import (
    Activity,
    Address,
    Attachment,
    Comment,
    Company,
    Contact,
    ContactPoint,
    Mention,
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
        register_record_type(kind.model, owner="responsible", live=LIVE)
        register_unfolding(kind.model, "custom", partial(unfold, kind.model))
        attached = [(Mention, f"comment__{kind.name}"), *((model, kind.name) for model in ATTACHED)]
        trash.register(kind.model, purge_order=[*OWN_ROWS[kind.model], *attached], files=[(Attachment, "file")])
        register_section(
            kind.heading, f"orders:{kind.plural}", kind.icon, permission=kind.permission("read"), order=10 + position
        )
    register_fields("custom", provide)
    reference.register()
    register_panel("orders/_day_due.html", day.due, order=10)
    register_panel("orders/_day_mentions.html", day.mentions, order=20)
    register_panel("orders/_day_newest.html", day.newest, order=40)
    _register_cards()
    register_held_rows(Activity, owner="responsible", live=Q(done_at=None) & _parents_live())


def _register_cards() -> None:
    """The areas of the settings that this app has."""
    settings = {"permission": "access.manage_settings"}
    register_card(
        _("Pipelines and stages"),
        _("The way an order takes: stages with their colours, what is won or lost, which fields a stage asks for."),
        "orders:pipelines",
        "sort",
        order=30,
        **settings,
    )
    register_card(
        _("Currencies"), _("Which currencies forms offer, and the usual one."), "orders:currencies", "order", order=35, **settings
    )
    register_card(
        _("Fields"),
        _("Further fields of orders, contacts and companies: names, types, choices, order and sections."),
        "orders:custom_fields",
        "edit",
        order=25,
        **settings,
    )
    products = _("The products that line items name, and the tags of records.")
    register_card(_("Products and tags"), products, "admin:index", "tag", order=40, **settings)


def _parents_live() -> Q:
    """Whatever the row hangs on is not in the trash."""
    return Q(**{f"{kind.name}__trash_entry": None for kind in all_kinds()})


register()
