"""Columns, row menu, board and preview with scripts switched off."""

import pytest
from playwright.sync_api import expect

from .test_views import BOARD, carry_a_selection, column, movable, stage_after

pytestmark = pytest.mark.journey


@pytest.fixture
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "java_script_enabled": False}


def test_columns_are_chosen_and_ordered_by_buttons(walk, page, words):
    walk.enter("sales")
    page.goto("/orders/")
    page.get_by_role("link", name=words("columns"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("columns"))
    page.get_by_role("checkbox", name=words("currency"), exact=True).check()
    page.get_by_role("button", name=words("column down", column=words("company"))).click()
    expect(page.get_by_role("checkbox", name=words("currency"), exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox").nth(3)).to_have_accessible_name(words("company"))
    walk.button("save").click()

    heads = page.get_by_role("columnheader")
    expect(heads.nth(4)).to_contain_text(words("company"))
    expect(heads.filter(has_text=words("currency"))).to_be_visible()


def test_a_card_is_moved_by_its_menu(walk, page, words):
    walk.enter("sales")
    order = movable("new")
    goal = stage_after(order)
    page.goto(BOARD)
    card = page.locator(f"#card-{order.pk}")
    card.get_by_role("button", name=order.display_number).click()
    card.get_by_role("combobox").select_option(str(goal))
    card.get_by_role("button", name=words("move"), exact=True).click()

    expect(walk.notice).to_contain_text(order.display_number)
    expect(column(page, goal).locator(f"#card-{order.pk}")).to_be_visible()


def test_the_menu_of_a_row_opens_closes_and_leads_on(walk, page, words):
    walk.enter("sales")
    page.goto("/orders/")
    row = page.locator("tr[data-row]").first
    button = row.get_by_role("button", name="A-")
    button.click()
    expect(page.locator(".row-menu:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".row-menu:popover-open")).to_have_count(0)
    title = row.get_by_role("link").first.inner_text()
    button.click()
    page.locator(".row-menu:popover-open").get_by_role("link", name=words("preview"), exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_selection_stays_when_conditions_order_and_view_change(walk, page, words):
    walk.enter("sales")
    carry_a_selection(page, words)
