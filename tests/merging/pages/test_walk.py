"""The way from the list to the merged record, walked by the forms of the pages, without JavaScript."""

import pytest

from merging.models import Merge, MergeSession
from tests.merging.pages.forms_in import buttons_in, press
from tests.orders.factories import attach_everything, make_contact_point, make_order

pytestmark = pytest.mark.django_db


def started(web, records) -> object:
    query = "&".join(f"id={record.pk}" for record in records)
    return press(web, web.get(f"/merges/new/?type={records[0]._meta.model_name}&{query}"), "Continue")


def reload(record):
    return type(record).objects.get(pk=record.pk)


def test_the_way_from_the_list_takes_at_most_five_clicks_when_nothing_conflicts(web, seller):
    twins = [make_order("Chairs", responsible=seller) for _place in range(2)]
    make_contact_point(twins[1], "+49 221 5550123")
    clicks = ["Apply", "Continue", "Next", "Merge"]

    page = web.get("/orders/")
    for text in clicks:
        ticked = {"id": [twin.pk for twin in twins], "action": "merge"} if text == "Apply" else {}
        page = press(web, page, text, **ticked)

    assert len(clicks) <= 5
    assert page.request["PATH_INFO"] == f"/orders/{twins[0].pk}/"
    assert "1 order was merged with" in page.content.decode()
    assert "Undo" in buttons_in(page)
    assert not reload(twins[1]).is_live


def test_preview_leads_to_the_confirm_step_too(web, pair):
    page = press(web, press(web, started(web, pair), "Next"), "Next")
    assert page.request["PATH_INFO"].endswith("/preview/")

    page = press(web, page, "Next")
    assert page.request["PATH_INFO"].endswith("/confirm/")
    assert {"Merge", "Merge and edit", "Later", "Back"} <= set(buttons_in(page))
    page = press(web, page, "Merge", reason="Ordered twice")

    assert Merge.objects.get().reason == "Ordered twice"
    assert page.status_code == 200


def test_merge_and_edit_opens_the_form(web, pair):
    page = press(web, press(web, press(web, started(web, pair), "Next"), "Next"), "Merge and edit")

    assert page.request["PATH_INFO"] == f"/orders/{Merge.objects.get().primary_id}/edit/"
    assert "editor" in page.context


def test_undo_in_the_notification_brings_everything_back(web, pair):
    page = press(web, press(web, press(web, started(web, pair), "Next"), "Next"), "Merge")

    page = press(web, page, "Undo")

    assert all(reload(record).is_live for record in pair)
    assert "was undone" in page.content.decode()


@pytest.mark.parametrize("ways", [["Back"], ["Next", "Back"], ["Next", "Next", "Back", "Back"]])
def test_going_back_keeps_the_choices(web, pair, ways):
    page = press(web, started(web, pair), "Next")
    choice = {"field.title": str(pair[1].pk), "field.source": str(pair[1].pk), "field.description": "join"}
    page = press(web, page, ways[0], **choice)
    for text in ways[1:]:
        page = press(web, page, text)

    choices = MergeSession.objects.get().choices["fields"]
    assert choices["title"] == choices["source"] == {"from": pair[1].pk}
    assert choices["description"] == {"join": True}


def test_later_keeps_everything_and_the_draft_is_resumed_from_my_day(web, pair):
    page = press(web, started(web, pair), "Next")
    page = press(web, page, "Next", **{"field.title": str(pair[1].pk)})
    page = press(web, press(web, page, "Next"), "Later", reason="Ask the customer first")
    assert page.request["PATH_INFO"] == "/merges/"
    assert "Chairs by e-mail" in page.content.decode()

    draft = MergeSession.objects.get()
    home = web.get("/").content.decode()
    assert f'href="{draft.get_absolute_url()}"' in home
    assert "Ask the customer first" in home
    page = press(web, web.get(draft.get_absolute_url()), "Next")
    page = press(web, press(web, page, "Next"), "Merge")

    merge = Merge.objects.get()
    assert (merge.reason, reload(pair[0]).title) == ("Ask the customer first", "Chairs by e-mail")


def test_starting_twice_goes_on_with_the_same_draft(web, pair):
    first, second = started(web, pair), started(web, pair)

    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert MergeSession.objects.count() == 1


def test_a_discarded_draft_is_not_taken_up_again(web, pair):
    first = started(web, pair)
    page = press(web, web.get(first.request["PATH_INFO"].replace("primary", "discard")), "Discard draft")
    assert "was discarded" in page.content.decode()

    assert started(web, pair).request["PATH_INFO"] != first.request["PATH_INFO"]


def test_enter_goes_on_and_does_not_fill_the_fields(web, pair):
    page = press(web, started(web, pair), "Next")

    assert buttons_in(page).index("Next") < buttons_in(page).index("Take everything from the newest")


def test_the_result_column_is_refreshed_without_the_rest_of_the_page(web, pair):
    page = press(web, started(web, pair), "Next")
    url = page.request["PATH_INFO"]

    answer = web.post(url, {"field.title": str(pair[1].pk)}, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert "Chairs by e-mail" in text
    assert 'hx-swap-oob="true"' in text
    assert "<html" not in text


def test_a_choice_after_signing_out_leads_to_the_sign_in_page(web, pair):
    url = press(web, started(web, pair), "Next").request["PATH_INFO"]
    web.logout()

    answer = web.post(url, {"field.title": str(pair[1].pk)}, headers={"HX-Request": "true"}, follow=True)

    assert answer["HX-Refresh"] == "true"
    assert answer.content == b""


def test_wizard_pages_are_not_cached(web, pair):
    page = started(web, pair)

    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("step", ["primary", "fields", "preview", "confirm", "discard"])
def test_a_carried_out_draft_leads_to_its_merge(web, pair, step):
    draft = started(web, pair).request["PATH_INFO"]
    press(web, press(web, press(web, web.get(draft), "Next"), "Next"), "Merge")

    page = web.get(draft.replace("primary", step), follow=True)

    assert page.request["PATH_INFO"] == Merge.objects.get().get_absolute_url()


def test_a_computed_amount_carries_no_letter(web, seller):
    orders = [attach_everything(make_order(f"Chairs {mark}", responsible=seller), mark=mark) for mark in "ab"]
    page = press(web, press(web, started(web, orders), "Next"), "Next")

    amount = next(field for field in page.context["plan"].fields if field.name == "amount")
    assert amount.computed
    assert amount.chosen is None
    assert "computed from the line items" in page.content.decode()
