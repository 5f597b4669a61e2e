"""An operation is taken back as one operation: only what still holds what it wrote, exactly, once (P5, P13)."""

from decimal import Decimal

import pytest

from crm_merge.audit.bulk import update_with_history
from crm_merge.audit.models import Kind
from crm_merge.audit.statements import history_of
from crm_merge.taking_back.became import Became
from crm_merge.taking_back.services import EVERYTHING, NothingTakenBack, plan_taking_back
from merging.services import undo_merge
from orders.models import Company, Contact, ContactPoint, Order, OrderLine, Product, Tag, TagLink
from tests.merging.merging_tools import merge
from tests.orders.factories import (
    attach_everything,
    make_comment,
    make_company,
    make_contact,
    make_contact_point,
    make_line,
    make_order,
    make_product,
    make_stage,
    make_tag,
)
from trash.models import TrashEntry
from trash.services import move_to_trash, purge, put_away, restore

from .taking_back_tools import edit, live, operation, tables, undo

pytestmark = pytest.mark.django_db


def test_everything_a_change_wrote_is_as_before(admin):
    orders = [attach_everything(make_order(f"Order {mark}", amount=Decimal("7.10")), mark=mark) for mark in "ab"]
    other = make_stage("won")
    before = tables()
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"stage": other, "description": "100 % “neu”"})
        OrderLine.objects.first().delete()
        make_tag(orders[0], "new tag")
        ContactPoint.objects.filter(order=orders[1]).first().delete()
        line = OrderLine.objects.first()
        line.quantity += 1
        line.save()
    assert tables() != before

    result = undo(done, admin)

    assert tables() == before
    assert result.operation.kind == Kind.UNDONE
    assert result.operation.details["takes_back"] == done.pk
    labels = set(result.operation.subjects.values_list("record_type", "record_id"))
    assert {("orders.order", order.pk) for order in orders} <= labels


def test_new_records_go_to_the_trash_with_their_rows(admin):
    with operation(admin, "imported") as done:
        company = make_company()
        order = attach_everything(make_order(company=company))

    result = undo(done, admin)

    assert live(Order) == live(Company) == []
    assert {entry.change_set_id for entry in TrashEntry.objects.all()} == {result.operation.pk}
    assert order.contactpoint_set.count() == 3
    assert result.counts.of(Became.TRASHED) == 3  # with the contact of the order
    restore(TrashEntry.objects.filter(record_type="orders.order"), by=admin)
    assert live(Order) == [order]


def test_rows_added_to_a_record_are_removed_again(admin):
    company, kept = make_company(), make_company("Kept")
    make_contact_point(company, "0221 1")
    with operation(admin, "imported") as done:
        added = make_contact_point(company, "0221 2")
        edited = make_contact_point(company, "0221 3")
        make_contact_point(kept, "0221 4")
    edit(edited, value="0221 33")

    undo(done, admin)

    assert set(company.contactpoint_set.values_list("value", flat=True)) == {"0221 1", "0221 33"}
    assert not kept.contactpoint_set.exists()
    assert history_of(ContactPoint).objects.filter(id=added.pk).latest("history_id").history_type == "-"


def test_what_was_edited_since_stays_and_is_asked_about(admin):
    order = make_order("Before", description="old")
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"title": "Imported", "description": "new"})
    edit(order, title="Later")

    plan = plan_taking_back(done, by=admin)
    (conflict,) = plan.conflicts
    assert (conflict.label, conflict.now, conflict.before, plan.conflict_count) == ("Title", "Later", "Before", 1)
    undo(done, admin)

    order.refresh_from_db()
    assert (order.title, order.description) == ("Later", "old")
    assert order.search_key == f"{order.display_number} later".lower()


@pytest.mark.parametrize("everything", [True, False])
def test_an_edited_value_comes_back_when_it_is_asked_for(admin, everything):
    order = make_order("Before")
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"title": "Imported"})
    edit(order, title="Later", description="later")
    (conflict,) = plan_taking_back(done, by=admin).conflicts

    undo(done, admin, put_back=EVERYTHING if everything else [conflict.key])

    order.refresh_from_db()
    assert (order.title, order.description) == ("Before", "later")
    assert "before" in order.search_key


def test_a_value_that_is_as_before_already_is_no_question(admin):
    order = make_order("Before")
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"title": "Imported", "description": "new"})
    edit(order, title="Before")

    assert plan_taking_back(done, by=admin).conflicts == []
    undo(done, admin)

    order.refresh_from_db()
    assert (order.title, order.description) == ("Before", "")


@pytest.mark.parametrize("work", ["edit", "attach", "refer"])
def test_a_new_record_that_others_worked_on_stays_unless_asked(admin, work):
    with operation(admin, "imported") as done:
        company = make_company()
        make_company("Untouched")
    if work == "edit":
        edit(company, name="Edited")
    elif work == "attach":
        make_comment(company)
    else:
        make_order(company=company)

    (conflict,) = plan_taking_back(done, by=admin).conflicts
    assert conflict.is_whole
    assert conflict.record == Company.objects.get(pk=company.pk).label
    undo(done, admin)
    assert live(Company) == [company]


def test_a_new_record_that_others_worked_on_goes_when_asked(admin):
    with operation(admin, "imported") as done:
        company = make_company()
    make_comment(company)
    (conflict,) = plan_taking_back(done, by=admin).conflicts

    undo(done, admin, put_back=[conflict.key])

    assert live(Company) == []


def test_amount_and_currency_never_part(admin):
    order = make_order(amount=Decimal(10), currency="EUR", amount_from_lines=False)
    with operation(admin) as done:
        update_with_history(Order.objects.all(), {"amount": Decimal(20), "currency": "USD"})
    edit(order, amount=Decimal(30))

    (conflict,) = plan_taking_back(done, by=admin).conflicts
    with pytest.raises(NothingTakenBack):
        undo(done, admin)

    order.refresh_from_db()
    assert (order.amount, order.currency, conflict.label) == (Decimal(30), "USD", "Amount")


def test_a_total_follows_the_lines_that_stay(admin):
    order = make_order(amount=Decimal(20))
    line = make_line(order)
    with operation(admin, "imported") as done:
        line.quantity = 5
        line.save()
        make_line(order, quantity=Decimal(1))
        update_with_history(Order.objects.all(), {"amount": Decimal(60)})
    make_line(order, quantity=Decimal(3))
    edit(order, amount=Decimal(90))

    assert plan_taking_back(done, by=admin).conflicts == []
    undo(done, admin)

    order.refresh_from_db()
    assert (order.lines.count(), order.amount) == (2, Decimal(50))


def test_records_put_into_the_trash_come_back(admin):
    kept, other = make_order(), make_order()
    with operation(admin, "deleted") as done:
        put_away(Order, [kept.pk, other.pk], by=admin)
    restore(TrashEntry.objects.filter(record_id=other.pk), by=admin)
    move_to_trash([Order.objects.get(pk=other.pk)], by=admin)  # a later decision

    result = undo(done, admin)

    assert live(Order) == [kept]
    assert result.counts.of(Became.RESTORED) == 1


def test_merged_trashed_and_destroyed_records_stay_with_a_reason_each(admin):
    merged, primary, trashed, gone, fine = (make_company(f"Company {mark}") for mark in "abcde")
    with operation(admin) as done:
        update_with_history(Company.objects.all(), {"industry": "Imported"})
    done_merge = merge([primary, merged], by=admin)
    move_to_trash([trashed, gone], by=admin)
    purge(TrashEntry.objects.filter(record_id=gone.pk, record_type="orders.company"), by=admin)

    plan = plan_taking_back(done, by=admin)
    assert {left.label for left in plan.left} == {merged.label, trashed.label, gone.label}
    assert len({left.sentence for left in plan.left}) == 3
    result = undo(done, admin)

    for company in (fine, primary):
        company.refresh_from_db()
        assert company.industry == ""
    assert {became for _model, _key, _row, became in result.operation.details["stays"]} == {"merged", "in_trash", "gone"}
    undo_merge(done_merge, by=admin)
    merged.refresh_from_db()
    assert merged.industry == "Imported"


def test_new_records_merged_since_are_left_to_the_merge(admin):
    primary = make_company("Primary")
    with operation(admin, "imported") as done:
        merged = make_company("Merged")
        make_contact_point(merged, "0221 9")
    done_merge = merge([primary, merged], by=admin)

    with pytest.raises(NothingTakenBack) as nothing:
        undo(done, admin)

    assert [left.sentence for left in nothing.value.plan.left] == [Became.MERGED.sentence]
    undo_merge(done_merge, by=admin)
    assert len(live(Company)) == 2
    undo(done, admin, put_back=EVERYTHING)  # its rows came and went with the merge
    assert live(Company) == [primary]


def test_a_link_is_not_put_back_to_what_is_gone(admin):
    old, new = make_company("Old"), make_company("New")
    contact = make_contact(company=old)
    with operation(admin) as done:
        update_with_history(Contact.objects.all(), {"company": new, "position": "Imported"})
    move_to_trash([old], by=admin)

    undo(done, admin)

    contact.refresh_from_db()
    assert (contact.company, contact.position) == (new, "")


def test_products_stay_while_something_refers_to_them(admin):
    order = make_order()
    with operation(admin, "imported") as done:
        make_product("unused")
        make_line(order, product=make_product("on a line that goes"))
        make_line(make_order(), product=make_product("on a line in the trash"))
        later = make_product("used later")
    make_line(order, product=later)

    plan = plan_taking_back(done, by=admin)
    undo(done, admin)

    assert plan.counts.numbers["orders.product", Became.USED] == plan.counts.numbers["orders.product", Became.REMOVED] == 2
    assert {left.label.split(" ", 1)[1].removesuffix(" Chair") for left in plan.left} == {"on a line in the trash", "used later"}
    assert set(Product.objects.values_list("number", flat=True)) == {"on a line in the trash", "used later"}


def test_what_turns_out_to_be_in_use_stays_without_stopping_the_rest(admin):
    order = make_order()
    with operation(admin, "imported") as done:
        for number in "ABCDE":
            make_product(number)
        line = make_line(order, product=Product.objects.get(number="C"))
    edit(line, name="Later")

    result = undo(done, admin)

    assert list(Product.objects.values_list("number", flat=True)) == ["C"]
    assert result.counts.numbers["orders.product", Became.USED] == 1


def test_tags_added_to_many_are_removed_and_removed_ones_come_back(admin):
    orders = [make_order(), make_order()]
    link = make_tag(orders[0], "old")
    with operation(admin) as done:
        for order in orders:
            make_tag(order, "bulk")
        link.delete()
    again = make_tag(orders[0], "old")

    plan = plan_taking_back(done, by=admin)
    undo(done, admin)

    assert plan.counts.of(Became.REMOVED) == 3  # two links and the tag itself
    assert list(TagLink.objects.all()) == [again]
    assert list(Tag.objects.values_list("name", flat=True)) == ["old"]
