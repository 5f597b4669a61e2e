"""Line items: those of the file against those that are there. What is only there stays."""

from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as noop

from crm_merge.ui.folding import fold
from orders.importing.entries import Entry, Item
from orders.importing.sentences import Money, say
from orders.models import Order, OrderLine, Product
from orders.totals import totals_of

from .batch import Draft
from .outcome import Refused

if TYPE_CHECKING:
    from .context import Context

COMPARED = ("quantity", "unit_price", "discount", "vat")


class Items:
    def __init__(self, context: "Context", orders: Collection[int]) -> None:
        self.context = context
        self.stored: dict[int, list[OrderLine]] = {}
        if orders:
            for line in OrderLine.objects.filter(order__in=orders).select_related("product").order_by("position", "pk"):
                self.stored.setdefault(line.order_id, []).append(line)

    def fill(self, draft: Draft, entry: Entry) -> list[OrderLine]:
        """Put new and changed lines into the draft; returns all lines of the order as they will be."""
        stored = list(self.stored.get(draft.record.pk, [])) if draft.record.pk else []
        left, position = list(stored), max((line.position for line in stored), default=0)
        lines = list(stored)
        products: dict[str, Product] = {}
        for item in entry.items:
            product = self._product(item, draft, products)
            line = next((one for one in left if one.product_id is not None and one.product_id == product.pk), None)
            if line is not None:
                left.remove(line)
                self._update(line, item, draft)
                continue
            position += 1
            lines.append(self._new(draft.record, position, product, item))
            draft.add(lines[-1], say(noop("New line item: %(name)s"), name=lines[-1].name))
        if left and entry.items:
            draft.says.append(say(noop("Line items that are not in the file and stay: %(count)s"), count=len(left)))
        if draft.is_new and lines:
            currency, amount = next(iter(totals_of(lines).items()))  # new lines have the order's currency
            sentence = noop("Line items: %(count)s, total %(total)s")
            draft.says.append(say(sentence, count=len(lines), total=Money(amount, currency)))
        return lines

    def take(self, draft: Draft) -> None:
        for row in draft.new:
            if isinstance(row, Product):
                self.context.products.add(row)

    def _product(self, item: Item, draft: Draft, made: dict[str, Product]) -> Product:
        number, name = item.values.get("product_reference", ""), item.values.get("product_name", "")
        if not number and not name:
            raise Refused(say(noop("Line %(line)s names no product."), line=item.line))
        key = number or fold(name)
        if key in made:
            return made[key]
        currency = draft.record.currency
        product, is_new = self.context.products.found_or_new(number, name, item.values.get("unit_price"), currency)
        if is_new:
            if "unit_price" not in item.values:
                sentence = noop("Line %(line)s has no unit price, and the product “%(name)s” is not known yet.")
                raise Refused(say(sentence, line=item.line, name=name or number))
            made[key] = product
            draft.new.append(product)
            draft.says.append(say(noop("New product: %(name)s"), name=str(product)))
        return product

    def _new(self, order: Order, position: int, product: Product, item: Item) -> OrderLine:
        price = item.values.get("unit_price", product.unit_price)
        name = item.values.get("product_name") or product.name
        line = OrderLine(order=order, position=position, product=product, name=name, unit_price=price, currency=order.currency)
        for field in ("quantity", "discount", "vat"):
            setattr(line, field, Decimal(item.values.get(field, OrderLine._meta.get_field(field).default)))
        return line

    def _update(self, line: OrderLine, item: Item, draft: Draft) -> None:
        different: dict[str, Any] = {
            field: item.values[field] for field in COMPARED if field in item.values and item.values[field] != getattr(line, field)
        }
        if not different:
            return
        for field, value in different.items():
            sentence = noop("%(name)s, %(field)s: %(old)s → %(new)s")
            label = str(OrderLine._meta.get_field(field).verbose_name)
            draft.says.append(say(sentence, name=line.name, field=label, old=getattr(line, field), new=value))
            setattr(line, field, value)
        draft.changed.append(line)
