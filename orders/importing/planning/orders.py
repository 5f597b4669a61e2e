"""Orders with company, delivery address and line items."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from orders.importing.entries import Entry
from orders.importing.sentences import Money, Sentence, say
from orders.models import Address, Order
from orders.models.record import Source
from orders.stage_rules import newly_missing
from orders.totals import settle_amount, totals_of

from .batch import Draft
from .items import Items
from .matching import Matches
from .planner import Planner, clear
from .reaching import Reaching, describe


class OrderPlanner(Planner):
    model = Order
    PLAIN = ("reference", "title", "begins_on", "closes_on")

    def load(self, entries: Sequence[Entry]) -> None:
        context = self.context
        context.companies.load(entries)
        context.products.load(*_products_in(entries))
        self.matches = Matches(Order, context.by, lock=context.writes)
        self.load_matches(self.matches, entries)
        found = self.matches.live_keys()
        self.reaching = Reaching("order", found, address=Address.Kind.SHIPPING, prefix="ship_")
        self.items = Items(context, found)

    def label_of(self, entry: Entry) -> str:
        return entry.values.get("title") or gettext("Order %(number)s") % {"number": entry.reference}

    def find(self, entry: Entry) -> Order | None:
        if self.recognising.key is not None:
            return self.find_by_key(self.matches, entry)
        return self.matches.referenced(entry.reference).to_write(entry.reference)

    def new(self, entry: Entry) -> Order:
        currency = entry.values.get("currency", self.context.currency)
        order = Order(responsible=self.context.by, source=Source.IMPORT, stage=self.context.stages.usual, currency=currency)
        order.title = self.label_of(entry)
        return order

    def fill(self, draft: Draft, entry: Entry) -> None:
        for name in self.PLAIN:
            if name in entry.values:
                draft.set(name, entry.values[name])
        clear(draft, entry, (*self.PLAIN, "responsible", "company", "description"))
        if person := entry.values.get("responsible"):
            draft.set("responsible", self.context.people.required(person))
        if stage := entry.values.get("stage"):
            draft.set("stage", self.context.stages.named(stage))
        if company := self.context.companies.of(entry, draft, draft.record.responsible):
            draft.set("company", company)
        describe(draft, entry)
        self.reaching.fill(draft, entry)
        self._settle(draft, entry)

    def _settle(self, draft: Draft, entry: Entry) -> None:
        """Lines first; the amount is their total unless the file names another one."""
        order: Order = draft.record
        before = (order.amount, order.currency, order.amount_from_lines)
        if "currency" in entry.values:
            order.currency = entry.values["currency"]
        lines = self.items.fill(draft, entry)
        if "amount" in entry.values:
            order.amount = entry.values["amount"]
            order.amount_from_lines = totals_of(lines) == {order.currency: order.amount}
        elif entry.items:
            settle_amount(order, lines)
        if draft.is_new:
            order.amount_from_lines = bool(lines) if "amount" not in entry.values else order.amount_from_lines
        after = (order.amount, order.currency, order.amount_from_lines)
        if before != after:
            draft.differs = True
            if not draft.is_new:
                sentence = noop("Amount: %(old)s → %(new)s")
                draft.says.append(say(sentence, old=_money(before[0], before[1]), new=_money(order.amount, order.currency)))

    def obstacle_of_rules(self, record: Order, stored: Order | None) -> Sentence | None:
        missing = newly_missing(record, stored, self.context.requirable)
        if not missing:
            return None
        fields = ", ".join(str(field.label) for field in missing)
        return say(noop("Stage “%(stage)s” needs: %(fields)s."), stage=str(record.stage), fields=fields)

    def taken(self, draft: Draft, entry: Entry) -> None:
        self.context.companies.take(draft)
        self.items.take(draft)


def _money(amount: Decimal | None, currency: str) -> Money | str:
    return "–" if amount is None else Money(amount, currency)


def _products_in(entries: Sequence[Entry]) -> tuple[set[str], set[str]]:
    items = [item.values for entry in entries for item in entry.items]
    return {values.get("product_reference", "") for values in items}, {values.get("product_name", "") for values in items}
