"""Products: found by number, else by name; made when an order names one that is not there."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from crm_merge.access.permissions import may
from crm_merge.ui.folding import fold
from orders.importing.entries import Entry
from orders.importing.sentences import Sentence, say
from orders.models import Order, Product

from .batch import Draft
from .outcome import Refused
from .planner import Planner

if TYPE_CHECKING:
    from .context import Context

NUMBER_LENGTH = Product._meta.get_field("number").max_length


class Products:
    """The products that a batch of entries names, and those made so far."""

    def __init__(self, context: "Context") -> None:
        self.context = context
        self.made: dict[str, Product] = {}
        self.by_number: dict[str, Product] = {}
        self.by_name: dict[str, list[Product]] = {}

    def load(self, numbers: Iterable[str], names: Iterable[str], *, lock: bool = False) -> None:
        names = {name for name in names if name}
        numbers = {number for number in numbers if number} | {name[:NUMBER_LENGTH] for name in names}
        lowered = {name.lower() for name in names}
        named = Q(number__in=numbers) | Q(lowered__in=lowered)
        rows = Product.objects.annotate(lowered=Lower("name")).filter(named).order_by("pk")
        self.by_number, self.by_name = {}, {}
        for product in rows.select_for_update() if lock else rows:
            self.by_number[product.number] = product
            self.by_name.setdefault(fold(product.name), []).append(product)

    def find(self, number: str, name: str) -> Product | None:
        if number:
            return self.by_number.get(number) or self.made.get(number)
        named = self.by_name.get(fold(name), [])
        if len(named) > 1:
            raise Refused(say(noop("“%(name)s” is the name of more than one product. Use the product number."), name=name))
        return named[0] if named else self.made.get(fold(name))

    def found_or_new(self, number: str, name: str, price: Decimal | None, currency: str) -> tuple[Product, bool]:
        """The product that a line item names, and whether it has to be made."""
        if found := self.find(number, name):
            return found, False
        if not number and (name[:NUMBER_LENGTH] in self.by_number or name[:NUMBER_LENGTH] in self.made):
            raise Refused(say(noop("“%(name)s” needs a product number, because another product has this one."), name=name))
        number = number or name[:NUMBER_LENGTH]
        name = name or gettext("Product %(number)s") % {"number": number}
        return Product(number=number, name=name, unit_price=price or Decimal(0), currency=currency), True

    def add(self, product: Product) -> None:
        self.made[product.number] = self.made[fold(product.name)] = product


class ProductPlanner(Planner):
    """Products belong to nobody: who may import orders may import them."""

    model = Product

    def load(self, entries: Sequence[Entry]) -> None:
        numbers = (entry.reference for entry in entries)
        self.context.products.load(numbers, (), lock=self.context.writes)

    def label_of(self, entry: Entry) -> str:
        return f"{entry.reference} {entry.values.get('name', '')}".strip()

    def find(self, entry: Entry) -> Product | None:
        return self.context.products.find(entry.reference, "")

    def new(self, entry: Entry) -> Product:
        return Product(number=entry.reference, currency=self.context.currency)

    def fill(self, draft: Draft, entry: Entry) -> None:
        for name, value in _attributes(entry.values).items():
            draft.set(name, value)

    def obstacle_to_create(self, record: Product) -> Sentence | None:
        if self.context.by is None or may(self.context.by, "import", Order):
            return None
        return say(noop("Your roles do not allow you to import products."))

    def obstacle_to_change(self, record: Product) -> Sentence | None:
        return self.obstacle_to_create(record)

    def taken(self, draft: Draft, entry: Entry) -> None:
        if draft.is_new:
            self.context.products.add(draft.record)


def _attributes(values: dict[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in ("name", "unit", "unit_price", "currency", "is_active") if name in values}
    if "is_discontinued" in values:
        found["is_active"] = values["is_discontinued"]  # read as its opposite
    return found
