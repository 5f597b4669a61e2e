"""Merges of orders, contacts and companies that share rows, taken back in any order (P3, P10).

Each undo is exact, or refused with the later merges that rest on it; taking all of them back gives the beginning.
"""

import random

import pytest

from merging import services
from merging.models import Merge
from orders.models import Company, Contact, Order, OrderContact
from tests.merging.later import edit
from tests.merging.merging_tools import admin, draft, merge
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_comment, make_company, make_contact, make_contact_point, make_order, make_tag, recording
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db
MODELS = {"order": Order, "contact": Contact, "company": Company}
RECORDS, LINKS, MERGES = 4, 9, 5


class World:
    """A few records that share rows, and what belonged together before anything was merged."""

    def __init__(self, seed: int, *, unticks: bool) -> None:
        self.random, self.by, self.unticks = random.Random(seed), admin(), unticks
        self.companies = [make_company(f"Company {n}") for n in range(RECORDS)]
        for company in self.companies[1:]:
            edit(company, parent=self.random.choice([None, *self.companies[: self.companies.index(company)]]))
        self.contacts = [make_contact(f"Person {n}", company=self._company()) for n in range(RECORDS)]
        self.orders = [make_order(f"Order {n}", company=self._company()) for n in range(RECORDS)]
        self._link()
        if unticks:
            move_to_trash([self.random.choice([*self.orders, *self.contacts])], by=self.by)
        self.links = set(OrderContact.objects.values_list("order", "contact"))
        self.company_of = {kind: dict(MODELS[kind].objects.values_list("pk", "company")) for kind in ("order", "contact")}
        self.beginning = snapshot()

    def _company(self) -> Company | None:
        return self.random.choice([None, *self.companies])

    def _link(self) -> None:
        with recording():
            for order, contact in self.random.sample([(o, c) for o in self.orders for c in self.contacts], LINKS):
                OrderContact.objects.create(order=order, contact=contact, role=self.random.choice(["", "buyer", "decider"]))
        for record in (*self.orders, *self.contacts, *self.companies):
            make_comment(record)
            make_tag(record, self.random.choice("ab"))
            make_contact_point(record, f"+49 221 100{self.random.randint(1, 2)}", is_primary=self.random.random() < 0.5)

    def merge_some(self) -> list[Merge]:
        """Merges, each undone and carried out again at once: the newest merge can always be taken back exactly."""
        made = []
        for _number in range(MERGES):
            kind = self.random.choice(sorted(MODELS))
            live = list(MODELS[kind].objects.live())
            if len(live) > 1:
                chosen = self.random.sample(live, self.random.randint(2, min(3, len(live))))
                before = snapshot()
                services.undo_merge(self._merge(chosen), by=self.by)
                assert snapshot() == before
                made.append(self._merge([type(one).objects.get(pk=one.pk) for one in chosen]))
        return made

    def _merge(self, chosen: list) -> Merge:
        choices = {"fields": {name: {"from": chosen[-1].pk} for name in ("company", "parent")}}
        if self.unticks:
            groups = services.build_plan(draft(chosen, by=self.by), by=self.by).pick_groups
            choices["rows"] = {group.key: {"off": [group.rows[0].key]} for group in groups}
        return merge(chosen, by=self.by, choices=choices)

    def check_links(self) -> None:
        """Whoever had to do with an order still has, each where it is now."""
        orders = services.homes("orders.order", (order for order, _contact in self.links))
        contacts = services.homes("orders.contact", (contact for _order, contact in self.links))
        expected = {(orders.get(order, order), contacts.get(contact, contact)) for order, contact in self.links}
        assert set(OrderContact.objects.values_list("order", "contact")) == expected

    def check_companies(self) -> None:
        """What no live merge chose a company for belongs to the company it had, wherever that is now."""
        for kind, before in self.company_of.items():
            merged = set(Merge.objects.filter(record_type=f"orders.{kind}", undone_at=None).values_list("primary_id", flat=True))
            homes = services.homes("orders.company", filter(None, before.values()))
            now = dict(MODELS[kind].objects.values_list("pk", "company"))
            for pk in before.keys() - merged:
                assert now[pk] == homes.get(before[pk], before[pk]), (kind, pk)


@pytest.mark.parametrize("unticks", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_each_undo_is_exact_or_names_the_merge_that_rests_on_it(seed, unticks):
    world = World(seed, unticks=unticks)
    live = {done.pk for done in world.merge_some()}

    while live:
        taken = set()
        for pk in world.random.sample(sorted(live), len(live)):
            done, before = Merge.objects.get(pk=pk), snapshot(bookkeeping=True)
            obstacles = services.plan_undo(done, by=world.by).obstacles
            if obstacles:
                named = {other for other in live - taken if any(f"(merge {other})" in sentence for sentence in obstacles)}
                assert named, obstacles
                assert min(named) > pk
                with pytest.raises(services.UndoBlocked):
                    services.undo_merge(done, by=world.by)
                assert snapshot(bookkeeping=True) == before
                continue
            services.undo_merge(done, by=world.by)
            taken.add(pk)
            if not unticks:
                world.check_links()
                world.check_companies()
        assert taken
        live -= taken

    after = snapshot()
    assert {name: (world.beginning[name], rows) for name, rows in after.items() if rows != world.beginning[name]} == {}
