"""A reader of the primary who may not see a merged record never learns its label, number or values (P15)."""

import pytest

from crm_merge.access.models import Grant, Role
from merging.models import Merge
from orders.models import Order
from tests.merging.merging_tools import admin, merge
from tests.orders.factories import make_company, make_contact_point, make_order, make_tag, make_user
from trash.services import purge

pytestmark = pytest.mark.django_db
CANARIES = ("CanaryTitle", "CanaryText", "CanaryCompany", "canary@example.com", "CanaryTag", "CanaryReference")


@pytest.fixture
def hidden(seller) -> Order:
    """An order of another department, full of values the seller must never see."""
    other = make_user("other", role="sales", department="Other")
    company = make_company("CanaryCompany", responsible=other)
    values = {"company": company, "reference": "CanaryReference", "source": "fair"}
    order = make_order("CanaryTitle", responsible=other, description="CanaryText", **values)
    make_contact_point(order, "canary@example.com", kind="email")
    make_tag(order, "CanaryTag")
    return order


@pytest.fixture
def merged(seller, hidden) -> Merge:
    """The hidden order merged into one of the seller's; nothing of it but its rows is on the result."""
    company = make_company(responsible=seller)
    primary = make_order("Chairs", responsible=seller, description="Oak", company=company, reference="R-1")
    mine = make_order("Visible twin", responsible=seller, description="Beech")
    off = {
        "contactpoint.email": {"off": list(hidden.contactpoint_set.values_list("pk", flat=True))},
        "taglink": {"off": list(hidden.taglink_set.values_list("pk", flat=True))},
    }
    fields = {name: {"from": primary.pk} for name in ("source", "description")}
    return merge([primary, mine, hidden], by=admin(), choices={"rows": off, "fields": fields})


def said(response) -> str:
    return response.content.decode()


def assert_silent(text: str, hidden: Order) -> None:
    found = [canary for canary in (*CANARIES, hidden.display_number) if canary in text]
    assert found == []


def pages(merge: Merge) -> list[str]:
    at = merge.get_absolute_url()
    record = f"/orders/{merge.primary_id}/"
    return ["/", "/merges/", "/merges/?q=Canary", at, f"{at}undo/", record, "/orders/?q=Canary", "/trash/"]


def test_no_page_names_the_hidden_record(web, merged, hidden):
    for url in pages(merged):
        assert_silent(said(web.get(url)).replace("q=Canary", "").replace('value="Canary"', ""), hidden)


def test_the_others_are_shown_and_the_hidden_one_has_a_letter_only(web, merged):
    page = said(web.get(merged.get_absolute_url()))

    assert "Visible twin" in page
    assert "A record you may not see" in page
    assert "Beech" in page
    assert "What happened" not in page


def test_the_list_does_not_find_a_merge_by_a_hidden_label(web, client, merged):
    assert list(web.get("/merges/?q=CanaryTitle").context["page"]) == []
    assert list(web.get("/merges/?q=Visible").context["page"]) == [merged]


def test_a_reader_of_everything_sees_it_all(client, merged, hidden):
    client.force_login(admin())

    page = said(client.get(merged.get_absolute_url()))

    assert all(canary in page for canary in ("CanaryTitle", "CanaryText", "CanaryCompany", hidden.display_number))
    assert list(client.get("/merges/?q=CanaryTitle").context["page"]) == [merged]


def test_a_value_taken_from_the_hidden_record_is_not_attributed(web, seller, hidden):
    primary = make_order("Chairs", responsible=seller, description="Oak")
    done = merge([primary, hidden], by=admin(), choices={"fields": {"description": {"from": hidden.pk}}})

    page = said(web.get(done.get_absolute_url()))

    assert "taken from a record you may not see" in page
    assert_silent(page, hidden)


def test_joined_texts_with_a_hidden_part_are_not_repeated(web, seller, hidden):
    primary = make_order("Chairs", responsible=seller, description="Oak")
    done = merge([primary, hidden], by=admin(), choices={"fields": {"description": {"join": True}}})

    page = said(web.get(done.get_absolute_url()))

    assert "joined" in page
    assert_silent(page, hidden)


def test_the_old_address_leads_to_the_result_without_naming_the_record(web, merged, hidden):
    page = web.get(f"/orders/{hidden.pk}/", follow=True)

    assert page.request["PATH_INFO"] == f"/orders/{merged.primary_id}/"
    assert "The record at this address was merged into this one." in said(page)
    assert_silent(said(page), hidden)


def test_what_is_sent_to_the_old_address_is_kept_without_naming_the_record(web, merged, hidden):
    page = web.post(f"/orders/{hidden.pk}/comments/", {"text": "Call back"})

    assert page.status_code == 409
    assert "Call back" in said(page)
    assert_silent(said(page), hidden)


def test_the_old_address_of_a_visible_record_shows_its_letter(web, merged):
    twin = merged.records.get(label__contains="Visible twin")

    page = said(web.get(f"/orders/{twin.record_id}/", follow=True))

    assert f'<span class="letter record-b">B</span> {twin.label} was merged into this record.' in page


def test_undo_and_restore_are_refused_without_naming_the_record(web, merged, hidden):
    twin = merged.records.get(label__contains="Visible twin")
    refused = [
        web.post(f"{merged.get_absolute_url()}undo/", {"decided": "1"}),
        web.post(f"{merged.get_absolute_url()}restore/{twin.record_id}/", {"how": "only"}),
        web.get(f"{merged.get_absolute_url()}restore/{hidden.pk}/"),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 404]
    for answer in refused:
        assert_silent(said(answer), hidden)


def test_a_hidden_record_stays_hidden_when_it_is_destroyed(web, merged, hidden):
    purge([Order.objects.get(pk=hidden.pk).trash_entry], by=admin())

    for url in pages(merged):
        assert_silent(said(web.get(url)).replace("q=Canary", "").replace('value="Canary"', ""), hidden)


def test_a_merge_whose_primary_is_hidden_is_not_there(web, seller, hidden):
    done = merge([hidden, make_order("Chairs", responsible=seller)], by=admin(), primary=hidden)

    for url in (done.get_absolute_url(), f"{done.get_absolute_url()}undo/"):
        assert web.get(url).status_code == 404
    assert list(web.get("/merges/").context["page"]) == []
    assert_silent(said(web.get("/")), hidden)


def test_a_draft_with_a_record_that_is_no_longer_readable_names_it_no_more(web, seller, pair):
    draft_of = web.post("/merges/new/", {"type": "order", "id": [one.pk for one in pair]})
    Grant.objects.filter(role__in=Role.objects.filter(people=seller), action="read").delete()

    assert draft_of.status_code == 302
    for url in ("/", "/merges/", draft_of.url):
        assert "Chairs by e-mail" not in said(web.get(url))
