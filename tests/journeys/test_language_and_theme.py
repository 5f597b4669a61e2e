"""Language and colours are the reader's choice, and stay."""

import pytest
from playwright.sync_api import expect

from .words import Words

pytestmark = pytest.mark.journey


def test_the_language_is_switched_and_remembered(walk, page, words, language):
    other = Words("en" if language == "de" else "de")
    walk.enter("sales")
    page.goto("/orders/?q=a")
    expect(page.get_by_role("heading", level=1)).to_have_text(words("orders"))

    walk.open_person_menu()
    page.get_by_role("button", name={"de": "English", "en": "Deutsch"}[language]).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(other("orders"))
    expect(page).to_have_url("/orders/?q=a")
    walk.enter("sales")
    page.goto("/contacts/")
    expect(page.get_by_role("heading", level=1)).to_have_text(other("contacts"))


def test_the_dark_theme_is_chosen_and_remembered(walk, page, words, check_page):
    walk.enter("sales")
    page.goto("/orders/")
    light = background(page)

    walk.open_person_menu()
    walk.button("dark").click()
    check_page()
    dark = background(page)
    page.goto("/contacts/")

    assert background(page) == dark
    assert sum(dark) < 150 < 600 < sum(light)


def background(page) -> tuple[int, ...]:
    """Red, green and blue of the page."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return tuple(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
