"""Without a mouse: from the list to the finished merge, seeing at every stop where one is."""

import re

import pytest
from playwright.sync_api import Locator, expect

from orders.models import Order

from .looking import assert_focus_shows
from .pairs import order_pair

pytestmark = pytest.mark.journey
FAR = 150


def tab_to(page, goal: Locator) -> None:
    for _stop in range(FAR):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert_focus_shows(page)
    raise AssertionError(f"{goal} is not reached by Tab.")


def go_down_to(page, row: Locator) -> None:
    """Press j until the row is the current one."""
    for _row in range(FAR):
        page.keyboard.press("j")
        if row.evaluate("element => element === document.activeElement"):
            assert_focus_shows(page)
            expect(row).to_be_in_viewport()
            return
    raise AssertionError(f"{row} is not reached by j.")


def test_two_orders_are_merged_with_the_keyboard_alone(walk, page, words):
    pair = order_pair()
    walk.enter("sales")
    page.goto("/orders/")

    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name=words("search list"))
    expect(field).to_be_focused()
    assert_focus_shows(page)
    page.keyboard.type(pair.first.title)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))

    for record in sorted(pair, key=lambda record: record.created_at, reverse=True):
        go_down_to(page, walk.checkbox(record))
        page.keyboard.press("x")
        expect(walk.checkbox(record)).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("m")
    expect(walk.button("continue")).to_be_focused()
    assert_focus_shows(page)
    page.keyboard.press("Enter")

    expect(walk.primary_group).to_be_visible()
    tab_to(page, walk.button("next"))
    page.keyboard.press("Enter")
    expect(walk.result).to_be_visible()
    tab_to(page, walk.button("next"))
    page.keyboard.press("Enter")
    expect(walk.button("merge")).to_be_visible()
    tab_to(page, walk.button("merge"))
    page.keyboard.press("Enter")

    expect(walk.notice.get_by_role("button", name=words("undo"))).to_be_visible()
    assert Order.objects.live().filter(pk__in=[record.pk for record in pair]).count() == 1


def test_every_list_has_rows_for_the_keyboard_and_enter_opens_one(walk, page):
    walk.enter("sales")
    for section in ("orders", "contacts", "companies"):
        page.goto(f"/{section}/")
        first = page.get_by_role("row").nth(1)
        page.keyboard.press("j")
        expect(first.get_by_role("checkbox")).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("x")
        expect(first.get_by_role("checkbox")).to_be_checked()
        title = first.get_by_role("link").first.inner_text()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_letters_typed_into_a_field_are_text(walk, page, words):
    walk.enter("sales")
    page.goto("/orders/")

    page.get_by_role("searchbox", name=words("search list")).press_sequentially("jx?m/")

    expect(page.get_by_role("searchbox", name=words("search list"))).to_have_value("jx?m/")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keys_are_explained_and_can_be_switched_off(walk, page, words, check_page):
    walk.enter("sales")
    page.goto("/orders/")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name=words("keyboard"))
    expect(help_).to_be_visible()
    check_page()
    help_.get_by_role("checkbox", name=words("use keys")).uncheck()
    help_.get_by_role("button", name=words("close")).click()

    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(help_).to_be_hidden()
    expect(page.get_by_role("row").nth(1).get_by_role("checkbox")).not_to_be_focused()

    walk.open_person_menu()
    walk.button("keyboard").click()
    expect(help_.get_by_role("checkbox", name=words("use keys"))).not_to_be_checked()
