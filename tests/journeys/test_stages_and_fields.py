"""An order moves along its stages, and single fields are edited where they stand."""

import re

import pytest
from playwright.sync_api import Locator, expect

from orders.models import Order, Stage
from tests.orders.factories import recording

pytestmark = pytest.mark.journey


@pytest.fixture
def order(demo) -> Order:
    """An open order of the person's own, without a company: what the stage “Won” demands in the demo."""
    found = Order.objects.live().filter(responsible__username="sales", stage__key="offer").exclude(company=None).earliest("pk")
    with recording("changed"):
        found.company = None
        found.save()
    return found


def pencil(page, words, label: str) -> Locator:
    return page.get_by_role("link", name=words("edit field", label=words(label)), exact=True)


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.name")


def test_a_field_is_edited_where_it_stands_by_keyboard(walk, page, words, check_page, order):
    walk.enter("sales")
    page.goto(order.get_absolute_url())
    pencil(page, words, "external number").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name=words("external number"))
    expect(field).to_be_focused()
    check_page()

    page.keyboard.type("EXT-77")
    page.keyboard.press("Escape")
    expect(pencil(page, words, "external number")).to_be_focused()
    assert Order.objects.get(pk=order.pk).reference == order.reference
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("EXT-78")
    page.keyboard.press("Enter")

    expect(pencil(page, words, "external number")).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("EXT-78")
    assert Order.objects.get(pk=order.pk).reference == "EXT-78"
    check_page()


def test_the_heading_follows_and_a_mistake_is_told_at_the_field(walk, page, words, check_page, order):
    walk.enter("sales")
    page.goto(order.get_absolute_url())
    pencil(page, words, "title").click()
    field = page.get_by_role("textbox", name=words("title"))
    field.fill("")
    walk.button("save").click()
    expect(page.get_by_role("main").get_by_role("alert")).to_be_visible()
    expect(field).to_be_focused()
    check_page()

    field.fill("Neuer Titel <b>")
    walk.button("save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Neuer Titel <b>")


def test_what_somebody_else_saved_is_shown_in_place(walk, page, words, check_page, order):
    walk.enter("sales")
    page.goto(order.get_absolute_url())
    pencil(page, words, "title").click()
    field = page.get_by_role("textbox", name=words("title"))
    field.fill("Meiner")
    with recording("changed"):
        other = Order.objects.get(pk=order.pk)
        other.title = "Ihrer"
        other.save()
    walk.button("save").click()

    expect(page.get_by_role("alert").filter(has_text=words("outrun"))).to_contain_text("Ihrer")
    expect(field).to_have_value("Meiner")
    check_page()
    walk.button("save again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Meiner")


def test_a_stage_asks_for_what_it_needs_and_the_order_moves_in_one_go(walk, page, words, check_page, order):
    walk.enter("sales")
    page.goto(order.get_absolute_url())
    page.get_by_role("list", name=words("stage")).get_by_role("button", name=re.compile(words("won"))).click()
    expect(page.get_by_role("main")).to_contain_text(words("needs company"))
    check_page()
    page.get_by_role("combobox", name=words("company")).or_(page.get_by_role("textbox", name=words("company"))).fill(
        "Nordlicht Bürobedarf"
    )
    walk.button("save and move").click()

    expect(walk.notice).to_contain_text(words("won"))
    expect(page.get_by_role("list", name=words("stage")).locator("[aria-current=step]")).to_contain_text(words("won"))
    order.refresh_from_db()
    assert (order.stage.key, order.company.name) == ("won", "Nordlicht Bürobedarf")
    check_page()


def test_a_colleague_is_named_and_finds_it_on_the_day(walk, page, words, check_page, order):
    walk.enter("sales")
    page.goto(order.get_absolute_url())
    text = page.get_by_role("textbox", name=words("comment"))
    text.press_sequentially("Bitte ansehen: @mana")
    person = page.get_by_role("option", name="Margarete Lindner")
    expect(person).to_be_visible()
    check_page()
    text.press("Enter")
    walk.button("save comment").click()
    timeline = page.get_by_role("complementary", name=words("timeline"))
    expect(timeline).to_contain_text("@Margarete Lindner")

    timeline.get_by_role("link", name=words("changes")).click()
    expect(timeline).not_to_contain_text("@Margarete Lindner")
    timeline.get_by_role("link", name=words("comments"), exact=True).click()
    expect(timeline).to_contain_text("@Margarete Lindner")
    assert "show=comments" in page.url
    check_page()

    walk.enter("manager")
    page.goto("/")
    expect(page.get_by_role("heading", name=words("mentions"))).to_be_visible()
    check_page()
    page.get_by_role("button", name=words("done with mention", record=order.label)).click()
    expect(page.get_by_text("Bitte ansehen")).to_have_count(0)


def test_an_administrator_arranges_pipelines_and_currencies(walk, page, words, check_page, language, demo):
    walk.enter("admin")
    page.goto("/settings/")
    check_page()
    walk.link("pipelines").click()
    check_page()
    offer, negotiation = (Stage.objects.get(key=key) for key in ("offer", "negotiation"))
    name = {"de": offer.name_de, "en": offer.name}[language]
    page.get_by_role("button", name=words("move down", name=name)).click()
    rows = page.get_by_role("listitem").filter(has=page.get_by_role("button"))
    expect(rows.nth(2)).to_contain_text(name)
    page.get_by_role("link", name=name, exact=True).click()
    check_page()
    walk.link("remove").click()
    check_page()
    page.get_by_label(words("move orders to")).select_option(value=str(negotiation.pk))
    walk.button("move and remove").click()
    expect(walk.notice).to_contain_text(name)
    assert not Order.objects.live().filter(stage=offer).exists()
    check_page()

    page.goto("/settings/currencies/")
    page.get_by_label(words("currency code")).fill("CHF")
    walk.button("offer").click()
    expect(page.get_by_role("list").filter(has_text="CHF").last).to_be_visible()
    check_page()
