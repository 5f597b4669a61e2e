"""The main pages in the dark and on a phone: nothing sticks out, everybody can use them."""

import pytest
from playwright.sync_api import expect

from .looking import assert_fits
from .pairs import order_pair

pytestmark = pytest.mark.journey

DARK = {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 390, "height": 844}}
# Colours are the same in both languages, words are not equally long.
VIEWS = {"dark": ("de", DARK), "phone-de": ("de", PHONE), "phone-en": ("en", PHONE)}


@pytest.fixture(params=VIEWS)
def view(request) -> tuple[str, dict]:
    return VIEWS[request.param]


@pytest.fixture
def language(view) -> str:
    return view[0]


@pytest.fixture
def browser_context_args(browser_context_args: dict, view) -> dict:
    return {**browser_context_args, **view[1]}


@pytest.fixture
def look(page, check_page):
    def at(address: str = "", *, status: int = 200) -> None:
        if address:
            page.goto(address)
        check_page(status=status)
        assert_fits(page)

    return at


def test_pages_of_records(walk, page, look):
    pair = order_pair()
    look("/login/")
    walk.enter("sales")
    for address in ("/", "/orders/", "/contacts/", "/companies/", "/merges/", "/trash/", "/orders/new/"):
        look(address)
    for end in ("", "edit/", "delete/"):
        look(f"{pair.first.get_absolute_url()}{end}")
    look(pair.first.company.get_absolute_url())
    look(f"/history/record/orders.order/{pair.first.pk}/")
    look("/orders/?q=nothing-of-this-name")
    look("/nowhere/", status=404)


def test_pages_of_a_merge(walk, page, words, look):
    pair = order_pair()
    walk.enter("sales")
    walk.open_merge(pair)
    look()
    walk.choose_primary(pair.first)
    expect(walk.result).to_be_visible()
    look()
    walk.button("next").click()
    expect(walk.button("merge and edit")).to_be_visible()
    look()
    walk.button("merge").click()
    expect(walk.notice.get_by_role("button", name=words("undo"))).to_be_visible()
    look()
    look("/merges/")

    walk.enter("admin")
    look("/history/")
    page.locator("summary").filter(has_text="Details").first.click()
    page.get_by_role("listitem").filter(has_text=pair.second.display_number).first.wait_for()
    look()
    look("/trash/")
    page.get_by_role("checkbox", name=pair.second.label).check()
    walk.button("delete permanently").click()
    expect(page.get_by_role("main")).to_contain_text(pair.second.label)
    look()
