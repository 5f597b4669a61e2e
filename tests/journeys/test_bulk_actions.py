"""Many records at once: ticked on several pages, given to somebody else, looked at in the report, taken back."""

import pytest
from playwright.sync_api import expect

from crm_merge.access.models import User
from orders.models import Order

pytestmark = pytest.mark.journey


def owners(keys: list[int]) -> set[str]:
    return set(Order.objects.filter(pk__in=keys).values_list("responsible__username", flat=True))


def box(page, place: int):
    return page.get_by_role("row").nth(place).get_by_role("checkbox")


def tick(page, place: int) -> int:
    box(page, place).check()
    return int(box(page, place).get_attribute("value"))


def count(page, words, number: int):
    return page.get_by_text(words("number selected", number=str(number)), exact=True)


def test_ticks_of_two_pages_are_changed_and_taken_back(walk, page, words, check_page):
    walk.enter("admin")
    page.goto("/orders/")
    keys = [tick(page, 1)]
    expect(count(page, words, 1)).to_be_visible()
    walk.link("next page").click()
    expect(count(page, words, 1)).to_be_visible()
    keys.append(tick(page, 2))
    expect(count(page, words, 2)).to_be_visible()
    check_page()
    walk.link("selection only").click()
    expect(page.get_by_role("row")).to_have_count(3)
    check_page()
    before = dict(Order.objects.filter(pk__in=keys).values_list("pk", "responsible__username"))

    page.get_by_label(words("choose action")).select_option(label=words("change owner"))
    walk.button("apply").click()
    expect(page.get_by_label(words("new owner"))).to_be_focused()
    check_page()
    colleague = User.objects.get(username="colleague")
    page.get_by_label(words("new owner")).select_option(value=str(colleague.pk))
    walk.button("continue").click()

    expect(walk.notice).to_contain_text(words("changed"))
    expect(walk.notice).to_be_in_viewport()
    assert page.evaluate("document.activeElement.matches('#list')")
    assert owners(keys) == {"colleague"}
    check_page()
    walk.notice.get_by_role("link", name=words("report")).click()
    expect(page.get_by_role("main")).to_contain_text(words("changed"))
    check_page()
    walk.button("undo").click()
    expect(walk.notice).to_contain_text(words("taken back"))
    check_page()
    assert dict(Order.objects.filter(pk__in=keys).values_list("pk", "responsible__username")) == before


def test_all_matches_but_one_are_selected_and_let_go(walk, page, words):
    walk.enter("admin")
    page.goto("/orders/?sort=-created")
    walk.button("select all").click()
    total = Order.objects.live().count()
    expect(count(page, words, total)).to_be_visible()
    expect(box(page, 1)).to_be_checked()

    box(page, 1).uncheck()
    expect(count(page, words, total - 1)).to_be_visible()
    walk.link("next page").click()
    expect(count(page, words, total - 1)).to_be_visible()
    expect(box(page, 1)).to_be_checked()
    walk.button("clear selection").click()

    expect(count(page, words, 0)).to_be_visible()
    expect(box(page, 1)).not_to_be_checked()


def test_the_section_opened_anew_begins_without_a_selection(walk, page, words):
    walk.enter("admin")
    page.goto("/orders/")
    tick(page, 1)
    expect(walk.button("clear selection")).to_be_visible()
    page.reload()
    expect(box(page, 1)).to_be_checked()

    page.get_by_role("navigation", name="CRM").get_by_role("link", name=words("orders")).click()

    expect(count(page, words, 0)).to_be_visible()
    expect(box(page, 1)).not_to_be_checked()


class TestWithoutScripts:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict) -> dict:
        return {**browser_context_args, "java_script_enabled": False}

    def test_ticks_are_kept_by_a_button(self, walk, page, words):
        walk.enter("admin")
        page.goto("/orders/")
        keys = [tick(page, 1)]
        walk.button("keep, next page").click()
        expect(count(page, words, 1)).to_be_visible()
        keys.append(tick(page, 3))
        page.get_by_label(words("choose action")).select_option(label=words("change owner"))
        walk.button("apply").click()
        colleague = User.objects.get(username="colleague")
        page.get_by_label(words("new owner")).select_option(value=str(colleague.pk))
        walk.button("continue").click()

        expect(walk.notice).to_contain_text(words("changed"))
        assert owners(keys) == {"colleague"}
