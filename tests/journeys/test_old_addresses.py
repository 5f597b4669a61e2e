"""A merged record's old address and number lead to the record that has its data now."""

import pytest
from playwright.sync_api import expect

from .pairs import order_pair

pytestmark = pytest.mark.journey


def test_the_old_address_and_the_old_number_lead_on(walk, page, words, check_page):
    pair = order_pair()
    walk.enter("sales")
    walk.merge(pair)

    page.goto(pair.second.get_absolute_url())
    expect(page).to_have_url(pair.first.get_absolute_url())
    expect(walk.notice).to_contain_text(pair.second.display_number)
    expect(walk.notice).to_contain_text(words("was merged into this"))
    check_page()

    page.goto("/orders/")
    walk.search(pair.second.display_number)
    expect(page.get_by_role("main")).to_contain_text(words("is below"))
    expect(walk.checkbox(pair.first)).to_be_visible()
    expect(page.get_by_role("checkbox", name=pair.second.display_number)).to_have_count(0)
    check_page()


def test_strangers_see_no_trace_of_a_merged_order(walk, page, words, check_page):
    pair = order_pair()
    walk.enter("sales")
    walk.merge(pair)

    walk.enter("colleague")
    page.goto(pair.second.get_absolute_url())

    expect(page.get_by_role("heading", level=1)).to_have_text(words("not found"))
    check_page(status=404)
