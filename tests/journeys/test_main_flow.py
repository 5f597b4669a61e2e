"""The ten steps: two orders of one customer become one, everybody sees it, and it can be taken back."""

import pytest
from playwright.sync_api import expect

from .pairs import order_pair

pytestmark = pytest.mark.journey


def test_a_phone_order_and_an_e_mail_order_become_one_and_two_again(walk, page, words, check_page):
    pair = order_pair()
    first, second = (record.display_number for record in pair)

    page.goto("/login/")
    check_page()
    walk.sign_in("sales")
    check_page()
    walk.go_to("orders")
    check_page()
    walk.search(pair.first.title)
    walk.tick(pair)
    check_page()
    walk.begin_merge(pair, look=check_page)
    check_page()
    walk.choose_primary(pair.first)
    expect(walk.result).to_contain_text(pair.first.title)
    check_page()

    walk.choose_value(words("title"), pair.second.title)
    expect(walk.result).to_contain_text(pair.second.title)
    walk.button("next").click()
    expect(page.get_by_role("main")).to_contain_text(pair.second.title)
    check_page()

    walk.button("merge").click()
    expect(walk.notice.get_by_role("button", name=words("undo"))).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(pair.second.title)
    check_page()
    walk.go_to("orders")
    walk.search(pair.first.title)
    expect(walk.checkbox(pair.first)).to_be_visible()
    expect(walk.checkbox(pair.second)).to_have_count(0)
    walk.sign_out()

    walk.sign_in("manager")
    walk.go_to("history")
    line = page.get_by_role("listitem").filter(has_text=words("merged with", others=second, primary=first))
    expect(line).to_contain_text("Sabine Vogt")
    line.locator("summary").click()
    expect(line).to_contain_text(pair.second.title)
    check_page()
    walk.sign_out()

    walk.sign_in("admin")
    walk.go_to("trash")
    row = page.get_by_role("row").filter(has_text=pair.second.label)
    expect(row).to_contain_text(words("merged into", number=first))
    check_page()
    page.get_by_role("checkbox", name=words("select entry", label=pair.second.label)).check()
    walk.button("restore").click()
    expect(page.get_by_role("radio", name=words("undo whole"))).to_be_checked()
    check_page()
    walk.button("restore").click()
    expect(walk.notice).to_contain_text(words("undone"))
    check_page()

    walk.go_to("orders")
    walk.search(pair.first.title)
    for record in pair:
        expect(walk.checkbox(record)).to_be_visible()
        expect(page.get_by_role("link", name=record.title, exact=True).first).to_be_visible()
