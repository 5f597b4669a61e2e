"""The steps that several journeys share, by the names people see."""

import re
from collections.abc import Callable

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from crm_merge.access.models import User
from orders.models import Record

from .pairs import Pair
from .words import Words


class Walk:
    """A person in front of ``page``."""

    def __init__(self, page: Page, words: Words, base_url: str) -> None:
        self.page, self.words, self.base_url = page, words, base_url

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(key), exact=True)

    def link(self, key: str) -> Locator:
        return self.page.get_by_role("link", name=self.words(key), exact=True)

    @property
    def notice(self) -> Locator:
        """The notification on top of the page."""
        return self.page.get_by_role("main").get_by_role("status").first

    def enter(self, username: str) -> None:
        """Be signed in, in a moment."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.base_url, "httpOnly": True}])

    def sign_in(self, username: str) -> None:
        self.page.goto("/login/")
        self.page.get_by_label(self.words("username")).fill(username)
        self.page.get_by_label(self.words("password")).fill("demo")
        self.button("sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.words("my day"))

    def sign_out(self) -> None:
        self.open_person_menu()
        self.button("sign out").click()
        expect(self.button("sign in")).to_be_visible()

    def open_person_menu(self) -> None:
        self.page.locator("summary").filter(has_text=re.compile(r"^\s*[A-Z]{2} ")).click()
        expect(self.button("sign out")).to_be_visible()

    def go_to(self, section: str) -> None:
        self.page.get_by_role("navigation", name="CRM").get_by_role("link", name=self.words(section)).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.words(section))

    def search(self, text: str) -> None:
        """Use the one search field on top, as on a list."""
        field = self.page.get_by_role("search").get_by_role("searchbox", name=self.words("search list"))
        field.fill(text)
        field.press("Enter")
        self.page.wait_for_url(re.compile(r"[?&]q="))

    def tick(self, pair: Pair) -> None:
        for record in pair:
            self.checkbox(record).check()
        expect(self.page.get_by_text(self.words("selected"))).to_be_visible()

    def checkbox(self, record: Record) -> Locator:
        name = self.words(f"select {record._meta.model_name}", number=record.display_number)
        return self.page.get_by_role("checkbox", name=name, exact=True)

    def begin_merge(self, pair: Pair, look: Callable[[], None] = lambda: None) -> None:
        """From the ticked rows of a list to the cards; ``look`` at the page between."""
        self.page.get_by_label(self.words("choose action")).select_option(label=self.words("merge"))
        self.button("apply").click()
        expect(self.page.get_by_role("main")).to_contain_text(pair.second.display_number)
        look()
        self.button("continue").click()
        expect(self.primary_group).to_be_visible()

    @property
    def primary_group(self) -> Locator:
        return self.choice(self.words("primary"))

    def choice(self, name: str) -> Locator:
        """A group of radio buttons or checkboxes whose name begins with ``name``; a reason may follow."""
        begins = re.compile(rf"^{re.escape(name)}\b")
        group = self.page.get_by_role("group", name=begins)
        return group.or_(self.page.get_by_role("radiogroup", name=begins)).first

    @property
    def result(self) -> Locator:
        return self.page.get_by_role("region", name=self.words("result"))

    def choose_primary(self, record: Record) -> None:
        self.primary_group.get_by_role("radio", name=re.compile(record.display_number)).check()
        self.button("next").click()

    def choose_value(self, field: str, value: str) -> None:
        """Take ``value`` for the field, by the radio button that shows it."""
        self.choice(field).get_by_role("radio", name=re.compile(re.escape(value))).check()

    def open_merge(self, pair: Pair, section: str = "orders") -> None:
        """Signed in as sales: from the list to the cards."""
        self.page.goto(f"/{section}/")
        self.search(pair.first.title_text)
        self.tick(pair)
        self.begin_merge(pair)

    def to_preview(self, pair: Pair) -> None:
        """From the cards to the preview, with the suggested values."""
        self.choose_primary(pair.first)
        expect(self.result).to_be_visible()
        self.button("next").click()
        expect(self.button("merge and edit")).to_be_visible()

    def merge(self, pair: Pair, section: str = "orders") -> None:
        """Merge ``pair.second`` into ``pair.first``."""
        self.open_merge(pair, section)
        self.to_preview(pair)
        self.button("merge").click()
        expect(self.notice).to_contain_text(pair.first.display_number)
