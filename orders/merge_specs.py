"""What happens to every field and every related row when orders, contacts or companies are merged.

The system check ``merging.E001``/``E002`` fails when a field or a relation is missing here.
"""

from typing import Any

from django.db.models import F, Model
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.ui.money import format_money
from merging.registry import MergeSpec, linked_words, register
from merging.rules import Choose, Derived, Keep, Lines, Move, Related, Stay, Unite, choose
from merging.survivorship import Prefer

from .custom.merging import parts_of
from .models import (
    Activity,
    Address,
    Attachment,
    Comment,
    Company,
    CompanySearchEntry,
    Contact,
    ContactPoint,
    ContactSearchEntry,
    Observer,
    Order,
    OrderContact,
    OrderLine,
    OrderSearchEntry,
    TagLink,
)
from .stage_rules import missing_for_stage, needs
from .totals import settle_amount, totals_of

BOOKKEEPING = frozenset({"version", "updated_at"})
LINE_CONTENT = ("product", "name", "unit_price", "currency", "discount", "vat")
LINES = Lines(OrderLine, "order", same=LINE_CONTENT, settles="amount", settle=settle_amount, totals=totals_of)

FOUND_BY = "what lists search and sort by follows from the record; the database writes it"
KEPT = (
    Keep(("id", "number"), why="the merged record is the primary: its key, number and address stay"),
    Keep(("trash_entry",), why="the primary is live and stays live"),
    Keep(("created_at",), why="when the primary was made; the others' instants stay readable in the merge"),
    Keep(("version", "updated_at"), why="bookkeeping, written with every change"),
)
COMMON = (
    choose("source"),
    choose("responsible"),
    choose("reference"),
    choose("description", can_join=True, prefer=Prefer.LONGEST),
)


def _amount_compared(record: Order, rows: Related) -> Any:
    """Two totals that come from line items are no question: the total is computed from the lines that result."""
    if record.amount_from_lines and rows[LINES.key]:
        return "from lines"
    return (record.amount, record.currency)


def _amount_shown(record: Order) -> str:
    return format_money(record.amount, record.currency)


def _touch() -> dict[str, Any]:
    return {"version": F("version") + 1, "updated_at": Now()}


def _attached(parent: str) -> tuple:
    """The rows that any record may have, for records of type ``parent``."""
    return (
        Unite(ContactPoint, parent, same=("kind", "normalised"), first_of="is_primary", split="kind"),
        Unite(Address, parent, same=("kind", "recipient", "street", "postal_code", "city", "region", "country")),
        Unite(TagLink, parent, same=("tag",)),
        Move(Activity, parent),
        Move(Comment, parent),
        Move(Attachment, parent),
    )


def _left_out(order: Order) -> list[str]:
    """A merge may leave out what a stage needs; the preview says so."""
    missing = missing_for_stage(order, order.stage)
    return [_("The result is in a stage that needs more. %(needs)s") % {"needs": needs(order.stage, missing)}] if missing else []


def _spec(model: type[Model], *, fields: tuple, relations: tuple, card, **options: Any) -> MergeSpec:
    return MergeSpec(
        model,
        fields=(*fields, *COMMON, parts_of(model), *KEPT),
        relations=(*relations, *_attached(model._meta.model_name)),
        card=card,
        derive=lambda record: record.derived_values(),
        touch=_touch,
        bookkeeping=BOOKKEEPING,
        **options,
    )


def _order_card(order: Order, reader: Model) -> list[tuple[Any, Any]]:
    return [
        (_("Company"), linked_words(order.company, reader)),
        (_("Amount"), _amount_shown(order)),
        (_("Responsible person"), order.responsible),
        (_("Stage"), order.stage),
        (_("Created"), order.created_at),
    ]


def _contact_card(contact: Contact, reader: Model) -> list[tuple[Any, Any]]:
    return [
        (_("Company"), linked_words(contact.company, reader)),
        (_("Position"), contact.position),
        (_("Responsible person"), contact.responsible),
        (_("Created"), contact.created_at),
    ]


def _company_card(company: Company, reader: Model) -> list[tuple[Any, Any]]:
    return [
        (_("Industry"), company.industry),
        (_("VAT number"), company.vat_number),
        (_("Responsible person"), company.responsible),
        (_("Created"), company.created_at),
    ]


register(
    _spec(
        Order,
        fields=(
            choose("title"),
            choose("stage"),
            Choose(("amount", "currency", "amount_from_lines"), compare=_amount_compared, show=_amount_shown),
            choose("company"),
            choose("begins_on"),
            choose("closes_on"),
            Derived(("search_key", "sort_key")),
        ),
        relations=(
            LINES,
            Unite(OrderContact, "order", same=("contact",), fill=("role",)),
            Unite(Observer, "order", same=("user",)),
            Stay(OrderSearchEntry, "record", why=FOUND_BY),
        ),
        card=_order_card,
        remarks=_left_out,
    )
)
register(
    _spec(
        Contact,
        fields=(
            choose("salutation"),
            choose("first_name"),
            choose("last_name"),
            choose("position"),
            choose("birthday"),
            choose("company"),
            Derived(("search_key", "sort_key")),
        ),
        relations=(
            Unite(OrderContact, "contact", same=("order",), fill=("role",), label=gettext_lazy("Orders")),
            Stay(ContactSearchEntry, "record", why=FOUND_BY),
        ),
        card=_contact_card,
    )
)
register(
    _spec(
        Company,
        fields=(
            choose("name"),
            choose("legal_form"),
            choose("industry"),
            choose("vat_number"),
            choose("parent"),
            Derived(("search_key", "sort_key")),
        ),
        relations=(
            Move(Order, "company"),
            Move(Contact, "company"),
            Move(Company, "parent"),
            Stay(CompanySearchEntry, "record", why=FOUND_BY),
        ),
        card=_company_card,
    )
)
