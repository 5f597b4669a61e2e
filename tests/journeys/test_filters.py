"""Filtering a list as people do: by keyboard, by mouse, without scripts, in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

from .looking import assert_focus_shows

pytestmark = pytest.mark.journey

WORDS = {
    "add": ("Add filter", "Filter hinzufügen"),
    "amount": ("Amount", "Betrag"),
    "at least": ("at least", "mindestens"),
    "chip": ("Amount ≥ €1,000", "Betrag ≥ 1.000 €"),
    "remove": ("Remove filter: Amount ≥ €1,000", "Filter entfernen: Betrag ≥ 1.000 €"),
    "stage": ("Stage", "Stufe"),
    "offer": ("Offer", "Angebot"),
    "stage chip": ("Stage: Offer", "Stufe: Angebot"),
    "show": ("Show", "Anzeigen"),
    "save": ("Save filter", "Filter speichern"),
    "name": ("Name", "Name"),
    "store": ("Save", "Speichern"),
    "begins": ("for me", "für mich"),
    "all": ("Show all", "Alle anzeigen"),
    "search": ("Search list", "Liste durchsuchen"),
}


@pytest.fixture
def say(language: str):
    return lambda key: WORDS[key][language == "de"]


def add_amount(page: Page, say) -> None:
    page.get_by_role("link", name=say("add")).click()
    page.locator("#filter-panel").get_by_role("link", name=say("amount"), exact=True).click()
    page.get_by_label(say("at least")).fill("1000")
    page.locator("#filter-panel").get_by_role("button", name=say("show")).click()
    expect(page.get_by_role("link", name=say("chip"), exact=True)).to_be_visible()


def test_a_filter_is_put_together_saved_and_opened_again(walk, page, say, check_page):
    walk.enter("sales")
    page.goto("/orders/")
    add_amount(page, say)
    check_page()

    page.locator("summary", has_text=say("stage")).click()
    page.get_by_role("checkbox", name=say("offer"), exact=True).check()
    check_page()
    page.locator("h1").click()  # leaving the menu applies it
    expect(page.get_by_role("link", name=say("stage chip"), exact=True)).to_be_visible()
    assert re.search(r"amount\.min=1000&stage=\d+$|stage=\d+&amount\.min=1000$", page.url)

    page.get_by_role("link", name=say("save"), exact=True).click()
    check_page()
    page.get_by_label(say("name"), exact=True).fill("Meine Angebote")
    page.get_by_label(say("begins")).check()
    page.get_by_role("button", name=say("store"), exact=True).click()
    tab = page.get_by_role("link", name=re.compile("Meine Angebote"))
    expect(tab).to_have_attribute("aria-current", "page")
    expect(tab.locator(".saved-count")).to_have_text(re.compile(r"^\d"))
    check_page()

    page.goto("/orders/")
    expect(page.get_by_role("link", name=say("stage chip"), exact=True)).to_be_visible()
    page.get_by_role("link", name=say("all")).first.click()
    expect(page.get_by_role("link", name=say("chip"), exact=True)).to_have_count(0)


def test_conditions_are_entered_and_taken_back_by_keyboard(walk, page, say):
    walk.enter("sales")
    page.goto("/orders/")
    page.get_by_role("link", name=say("add")).focus()
    page.keyboard.press("Enter")
    choice = page.locator("#filter-panel").get_by_role("link", name=say("amount"), exact=True)
    expect(page.locator("#filter-panel-head")).to_be_focused()  # the panel has come to rest
    choice.focus()
    assert_focus_shows(page)
    page.keyboard.press("Enter")
    expect(page.get_by_label(say("at least"))).to_be_focused()
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=say("chip"), exact=True)).to_be_visible()

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name=say("search"))).to_be_focused()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("link", name=say("remove"))).to_be_focused()
    assert_focus_shows(page)
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=say("chip"), exact=True)).to_have_count(0)


class TestWithoutScripts:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict) -> dict:
        return {**browser_context_args, "java_script_enabled": False}

    def test_everything_is_there(self, walk, page, say):
        walk.enter("sales")
        page.goto("/orders/")
        add_amount(page, say)
        assert page.url.endswith("?amount.min=1000")  # no blanks, nothing of the panel

        page.locator("summary", has_text=say("stage")).click()
        page.get_by_role("checkbox", name=say("offer"), exact=True).check()
        page.locator("details[open]").get_by_role("button", name=say("show")).click()
        expect(page.get_by_role("link", name=say("stage chip"), exact=True)).to_be_visible()

        page.get_by_role("link", name=say("remove")).click()
        expect(page.get_by_role("link", name=say("chip"), exact=True)).to_have_count(0)
        expect(page.get_by_role("link", name=say("stage chip"), exact=True)).to_be_visible()


def test_the_keyboard_goes_on_at_what_a_filter_found(walk, page, say):
    walk.enter("sales")
    page.goto("/orders/")
    search = page.get_by_role("searchbox", name=say("search"))
    number = page.locator("tr[data-row] .list-sub").first.inner_text()  # other journeys put records away
    search.press_sequentially(number)
    search.press("Enter")
    page.wait_for_url(f"**q={number}*")
    expect(page.locator("#list")).to_be_focused()
    expect(page.locator("#list")).to_have_accessible_name(re.compile(": 1$"))

    search.fill("nothing is called like this")
    search.press("Enter")
    expect(page.locator(".empty-state")).to_be_visible()
    expect(page.locator("[data-found]")).to_be_focused()

    page.reload()
    expect(page.locator("[data-found]")).not_to_be_focused()  # only what was asked for moves the focus
