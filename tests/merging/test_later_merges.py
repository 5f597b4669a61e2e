"""A later merge of any type that rests on a merge is named, linked, and only to those who may see it (P10, P15)."""

import pytest

from merging import services
from orders.models import Contact, Order, OrderContact
from tests.merging.merging_tools import admin, merge
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_company, make_contact, make_order, make_user, recording
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db


def _link(order, *contacts) -> None:
    with recording():
        for contact in contacts:
            OrderContact.objects.create(order=order, contact=contact)


def _rest_on_each_other(by, **owner):
    """An order merge moves a link that the contact merge after it collapses."""
    orders = [make_order("A", **owner), make_order("B", **owner)]
    contacts = [make_contact("One", **owner), make_contact("Two", **owner)]
    _link(orders[0], contacts[0])
    _link(orders[1], contacts[1])
    before = snapshot()
    return before, merge(orders, by=by), merge(contacts, by=by)


def test_a_row_that_another_type_collapsed_since_comes_back_in_order_only():
    by = admin()
    before, first, second = _rest_on_each_other(by)

    with pytest.raises(services.UndoBlocked, match=rf"One \(merge {second.pk}\)") as refused:
        services.undo_merge(first, by=by)
    assert refused.value.obstacles[0].links == ((second.get_absolute_url(), f"To merge {second.pk}"),)
    services.undo_merge(second, by=by)
    services.undo_merge(first, by=by)

    assert snapshot() == before


def test_several_later_merges_are_named_with_their_order():
    by = admin()
    _before, first, second = _rest_on_each_other(by)
    third = merge([make_order("C"), make_order("D")], by=by)
    last = merge([Order.objects.get(pk=first.primary_id), make_order("F")], by=by)

    sentences = services.plan_undo(first, by=by).obstacles

    assert [sentence.split("(merge ")[1].split(")")[0] for sentence in sentences[:2]] == [str(last.pk), str(second.pk)]
    assert f"{last.pk} → {second.pk}" in sentences[2]
    assert str(third.pk) not in " ".join(sentences[:2])


def test_a_later_merge_of_a_record_one_may_not_see_is_not_named(client):
    by, seller = admin(), make_user(role="sales", department="Sales")
    _before, first, second = _rest_on_each_other(by, responsible=seller)
    stranger = make_user()
    with recording("changed"):
        contact = Contact.objects.get(pk=second.primary_id)
        contact.responsible, contact.last_name = stranger, "Canary"
        contact.save()
    client.force_login(seller)

    page = client.get(f"{first.get_absolute_url()}undo/").content.decode()

    assert "a record you may not see rests on this one" in page
    assert "Canary" not in page
    assert f"/merges/{second.pk}/" not in page


def test_the_page_links_the_merge_that_rests_on_this_one(client):
    by = admin()
    _before, first, second = _rest_on_each_other(by)
    client.force_login(by)

    for url in (first.get_absolute_url(), f"{first.get_absolute_url()}undo/"):
        assert f'href="{second.get_absolute_url()}">To merge {second.pk}</a>' in client.get(url).content.decode()
    answer = client.post(f"{first.get_absolute_url()}undo/", {"decided": "1"})
    assert answer.status_code == 409
    assert f"(merge {second.pk})" in answer.content.decode()


def test_a_link_to_a_record_merged_since_goes_home_with_that_merge():
    """Also where the row finds an equal one in its place."""
    by, orders, contacts = admin(), [make_order("A"), make_order("B")], [make_contact("One"), make_contact("Two")]
    companies = [make_company("Old"), make_company("New")]
    with recording("changed"):
        for order, company in zip(orders, companies, strict=True):
            order.company = company
            order.save()
    for order in orders:
        _link(order, *contacts)
    before = snapshot()
    first = merge(orders, by=by, choices={"fields": {"company": {"from": orders[1].pk}}})
    later = [merge(contacts, by=by), merge(companies[::-1], by=by)]

    services.undo_merge(first, by=by)
    assert set(OrderContact.objects.values_list("order", "contact")) == {(order.pk, contacts[0].pk) for order in orders}
    assert fresh(orders[0]).company == companies[1]
    for done in later:
        services.undo_merge(done, by=by)

    assert snapshot() == before


def test_rows_and_values_that_led_to_something_in_the_trash_before_the_merge_lead_there_again():
    by, trashed, company = admin(), make_order("A"), make_company("Trashed")
    orders = [make_order("B", company=company), make_order("C", company=make_company())]
    contacts = [make_contact("One"), make_contact("Two")]
    _link(trashed, *contacts)
    move_to_trash([trashed], by=by)
    move_to_trash([company], by=by)
    before = snapshot()

    for done in (merge(contacts, by=by), merge(orders, by=by)):
        services.undo_merge(done, by=by)

    assert snapshot() == before
