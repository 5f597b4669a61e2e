"""The page of a merge and the record page say per field and row where everything came from."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from merging import services
from merging.models import Merge
from merging.provenance import provenance
from merging.reading import merge_page
from merging.row_origins import MOST_SHOWN, row_groups
from merging.sources import sources_of
from orders.models import OrderContact
from tests.merging.merging_tools import admin, full_records, merge
from tests.orders.factories import (
    make_activity,
    make_company,
    make_contact,
    make_contact_point,
    make_line,
    make_order,
    make_tag,
    recording,
)

pytestmark = pytest.mark.django_db


def page_of(done: Merge, reader) -> dict:
    record = type(done).objects.get(pk=done.pk)
    return merge_page(record, None, reader)


def field(page: dict, label: str):
    return next(one for one in page["differing"] + page["matching"] if one.label == label)


def group(page: dict, label: str):
    return next(one for one in page["row_groups"] if one.label == label)


def test_every_records_value_is_shown_and_the_one_on_the_result_marked():
    by = admin()
    orders = [make_order(f"Chairs {place}", source=source) for place, source in enumerate(("phone", "email", ""))]
    done = merge(orders, by=by, choices={"fields": {"title": {"from": orders[2].pk}}})

    title, source = field(page_of(done, by), "Title"), field(page_of(done, by), "Source")

    assert [(one.place, one.display, one.is_taken) for one in title.values] == [
        (0, "Chairs 0", False),
        (1, "Chairs 1", False),
        (2, "Chairs 2", True),
    ]
    assert [one.display for one in source.values if one.is_taken] == ["Phone"]


def test_a_value_filled_from_another_record_is_marked_there():
    by = admin()
    orders = [make_order("Chairs"), make_order("Chairs", company=make_company("Nordlicht"))]
    done = merge(orders, by=by)

    company = field(page_of(done, by), "Company")

    assert [(one.place, one.is_taken) for one in company.values] == [(0, False), (1, True)]
    assert "Nordlicht" in company.values[1].display


def test_joined_texts_say_so():
    by = admin()
    orders = [make_order("Chairs", description="Oak"), make_order("Chairs", description="Beech")]
    done = merge(orders, by=by, choices={"fields": {"description": {"join": True}}})

    description = field(page_of(done, by), "Description")

    assert (description.how, description.differs) == ("joined", True)
    assert [one.display for one in description.values] == ["Oak", "Beech"]
    assert "Oak" in description.result
    assert "Beech" in description.result


def test_a_computed_total_is_nobodys():
    by = admin()
    orders = [make_order("Chairs", amount=Decimal("20.00")) for _place in range(2)]
    for order in orders:
        make_line(order)
    done = merge(orders, by=by)

    amount = field(page_of(done, by), "Amount")

    assert (amount.how, amount.result) == ("computed", "€40.00")
    assert not any(one.is_taken for one in amount.values)


def test_other_instants_of_creation_stay_readable():
    by = admin()
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 2)]
    done = merge([make_order("Chairs", created_at=day) for day in days], by=by)

    assert [one.display[:10] for one in field(page_of(done, by), "Created").values] == ["1 Mar 2026", "2 Mar 2026"]


def test_what_a_field_pointed_to_is_named_by_its_key_when_it_is_gone():
    by = admin()
    orders = [make_order("Chairs", company=make_company(name)) for name in ("Nordlicht", "Elbgold")]
    done = merge(orders, by=by)
    gone = orders[1].company_id
    merged = done.records.get()
    merged.values["company_id"] = gone + 1000
    merged.save()

    assert field(page_of(done, by), "Company").values[1].display == f"deleted (key {gone + 1000})"


def test_rows_say_from_which_record_they_came_and_what_became_of_them():
    by = admin()
    orders = [make_order("Chairs") for _place in range(3)]
    make_contact_point(orders[0], "+49 221 1111111")
    make_contact_point(orders[1], "0221 1111111")
    make_contact_point(orders[1], "+49 221 2222222")
    make_contact_point(orders[2], "c@example.com", kind="email")
    make_tag(orders[2], "fair")
    for order in orders[1:]:
        make_activity(order)
    done = merge(orders, by=by)

    page = page_of(done, by)

    assert [(row.place, row.display, bool(row.note)) for row in group(page, "Phone").rows] == [
        (1, "+49 221 2222222", False),
        (1, "0221 1111111", True),
    ]
    assert [(row.place, row.display) for row in group(page, "E-mail").rows] == [(2, "c@example.com")]
    assert [(row.place, row.display) for row in group(page, "Tags").rows] == [(2, "fair")]
    assert group(page, "Activities").counts == [(1, 1), (2, 1)]


def test_an_unticked_row_of_the_primary_is_shown_as_not_kept():
    by = admin()
    orders = [make_order("Chairs") for _place in range(2)]
    point = make_contact_point(orders[0], "+49 221 1111111")
    done = merge(orders, by=by, choices={"rows": {"contactpoint.phone": {"off": [point.pk]}}})

    assert [(row.place, row.note) for row in group(page_of(done, by), "Phone").rows] == [(0, "not kept")]


def test_on_a_contact_the_linked_order_is_shown_and_not_the_contact():
    by = admin()
    people = [make_contact("Müller") for _place in range(2)]
    with recording():
        OrderContact.objects.create(order=make_order("Desks"), contact=people[1], role="buyer")
    done = merge(people, by=by)

    (row,) = group(page_of(done, by), "Orders").rows
    assert "Desks (Buyer)" in row.display


def test_a_row_whose_link_is_gone_is_named_by_its_key():
    by, person = admin(), make_contact("Müller")
    orders = [make_order("Chairs") for _place in range(2)]
    with recording():
        for order in orders:
            OrderContact.objects.create(order=order, contact=person)
    done = merge(orders, by=by)
    line = done.journal.get(kind="collapse_rows")
    line.data["rows"][0]["row"]["contact_id"] = person.pk + 1000
    line.save()

    (row,) = group(page_of(done, by), "Contacts of the order").rows
    assert row.display == f"deleted (key {person.pk + 1000})"


def test_many_rows_are_counted_beyond_the_first():
    by = admin()
    orders = [make_order("Chairs") for _place in range(2)]
    for number in range(MOST_SHOWN + 5):
        make_contact_point(orders[1], f"p{number}@example.com", kind="email")
    done = merge(orders, by=by)

    mails = group(page_of(done, by), "E-mail")
    assert (len(mails.rows), mails.more) == (MOST_SHOWN, 5)


def test_a_row_that_moved_on_since_is_not_shown():
    by = admin()
    orders = [make_order("Chairs") for _place in range(3)]
    point = make_contact_point(orders[1], "b@example.com", kind="email")
    done = merge(orders[:2], by=by)
    with recording("changed"):
        point.refresh_from_db()
        point.order = orders[2]
        point.save()

    assert row_groups(done, list(done.journal.all()), sources_of([done], by)[done.pk], by) == []


def test_statements_do_not_grow_with_merges_records_and_rows(django_assert_num_queries, django_assert_max_num_queries):
    by = admin()
    small = merge([make_order("Chairs", company=make_company()), make_order("Desks", company=make_company())], by=by)
    large = merge(full_records("order", 6), by=by)
    found = list(Merge.objects.order_by("pk").prefetch_related("records"))
    by = type(by).objects.get(pk=by.pk)
    sources = sources_of(found, by)

    with django_assert_max_num_queries(4) as both:
        provenance(found, sources, by)
    with django_assert_num_queries(len(both)):
        provenance([one for one in found if one.pk == small.pk], sources, by)
    with django_assert_max_num_queries(15):
        row_groups(large, list(large.journal.all()), sources[large.pk], by)


def test_the_pages_show_it(client):
    by = admin()
    client.force_login(by)
    done = merge(full_records("order", 3), by=by)

    page = client.get(done.get_absolute_url()).content.decode()
    record = client.get(f"/orders/{done.primary_id}/").content.decode()

    for text in ("tag-m1", "m2@example.com", "Sample 1", "Sample 2", "What happened"):
        assert text in page
    assert "Merged from" in record
    assert "Sample 2" in record
    services.undo_merge(done, by=by)
    assert "Undone by" in client.get(done.get_absolute_url()).content.decode()
