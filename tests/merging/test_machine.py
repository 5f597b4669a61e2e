"""Any sequence of creating, attaching, editing, merging, undoing, trashing and restoring keeps the promises.

A plain model says where every row belongs; after each step the database is compared with it (P1, P2, P3, P9, P12, P13).
"""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from crm_merge.audit.services import add_subjects, change_set
from merging import services
from merging.journal import values_of
from merging.models import Merge
from orders.models import Order
from tests.merging.merging_tools import admin, merge
from tests.merging.promises import fresh, kept_whole
from tests.merging.snapshot import snapshot
from tests.merging.test_history_of_merges import newest, state
from tests.orders.custom.tools import make_field, set_values
from tests.orders.factories import make_comment, make_contact_point, make_line, make_order, make_tag
from trash.models import TrashEntry
from trash.services import RestoreRefused, move_to_trash, restore

WORDS = st.sampled_from(["a", "b", "c"])
ATTACH = {
    "comment": make_comment,
    "tag": make_tag,
    "phone": lambda order, word: make_contact_point(order, f"+49 221 100{ord(word)}"),
    "preferred": lambda order, word: make_contact_point(order, f"+49 221 100{ord(word)}", is_primary=True),
    "line": lambda order, word: make_line(order, name=word),
}


CUSTOM = {"text": ("a", " A"), "choices": (["high"], ["low", "high"]), "integer": (1, -7)}


class Machine(RuleBasedStateMachine):
    orders = Bundle("orders")
    merges = Bundle("merges")

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.by = admin()
        for key in CUSTOM:
            make_field(key)
        self.homes: dict[tuple, int] = {}  # row → the record it belongs to when nothing is merged
        self.into: dict[int, tuple[int, int]] = {}  # merged record → primary and merge

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def top(self, pk: int) -> int:
        while pk in self.into:
            pk = self.into[pk][0]
        return pk

    @rule(target=orders, text=WORDS)
    def create(self, text):
        return make_order(text, description=text)

    @rule(order=orders, what=st.sampled_from(sorted(ATTACH)), word=WORDS)
    def attach(self, order, what, word):
        is_live = fresh(order).is_live
        try:
            with transaction.atomic():
                row = ATTACH[what](order, word)
        except IntegrityError:
            assert not is_live or what in ("tag", "preferred")
        else:
            assert is_live
            self.homes[type(row), row.pk] = order.pk

    @rule(order=orders, text=WORDS)
    def edit(self, order, text):
        order = fresh(order)
        if order.is_live:
            with change_set("changed", by=self.by) as opened:
                order.description += text
                order.save()
                add_subjects(opened, [order])

    @rule(order=orders, key=st.sampled_from(sorted(CUSTOM)), place=st.sampled_from([0, 1, None]))
    def set_a_defined_field(self, order, key, place):
        order = fresh(order)
        if order.is_live:
            set_values(order, **{key: None if place is None else CUSTOM[key][place]})

    @rule(target=merges, chosen=st.lists(orders, min_size=2, max_size=4), lines=st.sampled_from(["all", "combine", "primary"]))
    def merge(self, chosen, lines):
        chosen = [fresh(pk_order) for pk_order in {order.pk: order for order in chosen}.values()]
        exact = {order.pk: values_of(order) for order in chosen}
        if len(chosen) < 2 or not all(order.is_live for order in chosen):
            before = snapshot()
            with pytest.raises(services.MergeNotAllowed):
                merge(chosen, by=self.by)
            assert snapshot() == before
            return None
        before = snapshot()
        services.undo_merge(merge(chosen, by=self.by, choices={"lines": lines}), by=self.by)
        assert snapshot() == before
        chosen = [fresh(order) for order in chosen]
        done = merge(chosen, by=self.by, choices={"lines": lines})
        for link in done.records.all():
            self.into[link.record_id] = (done.primary_id, done.pk)
            for name in ("description", "custom"):
                assert link.values[name] == exact[link.record_id][name]
        return done.pk

    @rule(pk=consumes(merges))
    def undo(self, pk):
        if pk is None:
            return
        done = Merge.objects.get(pk=pk)
        later = any(number > pk and done.primary_id in (record, primary) for record, (primary, number) in self.into.items())
        if later or not Order.objects.get(pk=done.primary_id).is_live:
            with pytest.raises(services.UndoBlocked):
                services.undo_merge(done, by=self.by)
            return
        services.undo_merge(done, by=self.by)
        self.into = {record: link for record, link in self.into.items() if link[1] != pk}

    @rule(order=orders)
    def trash(self, order):
        was_live = fresh(order).is_live
        assert bool(move_to_trash([fresh(order)], by=self.by)) == was_live

    @rule(order=orders)
    def restore(self, order):
        entries = TrashEntry.objects.filter(record_id=order.pk)
        if order.pk in self.into or not entries:
            with pytest.raises(RestoreRefused):
                restore(entries, by=self.by)
        else:
            restore(entries, by=self.by)
            assert fresh(order).is_live

    @invariant()
    def every_row_is_where_it_belongs_or_whole_in_a_journal(self):
        kept = {}
        for number in {number for _primary, number in self.into.values()}:
            kept |= kept_whole(Merge.objects.get(pk=number))
        for (model, pk), home in self.homes.items():
            row = model.objects.filter(pk=pk).first()
            if row is None:
                assert any(key.startswith(model._meta.label_lower) and number == pk for key, number in kept), (model, pk)
            else:
                stays = model._meta.model_name == "orderline" and row.order_id in self.way(home)
                assert row.order_id == self.top(home) or stays, (model, pk)

    def way(self, pk: int) -> list[int]:
        found = [pk]
        while found[-1] in self.into:
            found.append(self.into[found[-1]][0])
        return found

    @invariant()
    def links_lead_home_and_the_history_tells_the_state(self):
        assert services.homes("orders.order", self.into) == {pk: self.top(pk) for pk in self.into}
        told = newest()
        for key, row in state().items():
            assert told[key] in (("+", row), ("~", row)), key


@pytest.mark.django_db
def test_any_sequence_of_work_keeps_the_promises():
    options = settings(
        max_examples=8, stateful_step_count=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Machine, settings=options)
