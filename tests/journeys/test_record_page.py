"""A record from its first line to the trash and back."""

import pytest
from playwright.sync_api import expect

from orders.models import Order

pytestmark = pytest.mark.journey


def fill_line(page, words, row: int, name: str, quantity: str, price: str) -> None:
    line = page.get_by_role("group", name=words("line items"), exact=True).nth(row)
    line.get_by_label(words("name"), exact=True).fill(name)
    line.get_by_label(words("quantity"), exact=True).fill(quantity)
    line.get_by_label(words("unit price"), exact=True).fill(price)


def test_an_order_is_entered_filled_thrown_away_and_brought_back(walk, page, words, check_page, language, tmp_path):
    walk.enter("sales")
    page.goto("/orders/")
    walk.link("new order").click()
    check_page()
    page.get_by_role("textbox", name=words("title")).fill("Messestand Hannover")
    fill_line(page, words, 0, "Theke", "2", "1.250,50" if language == "de" else "1,250.50")
    page.get_by_role("button", name=words("add row")).first.click()
    fill_line(page, words, 1, "Barhocker", "4", "89")
    walk.button("save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messestand Hannover")
    expect(page.get_by_role("main")).to_contain_text("2.857,00 €" if language == "de" else "€2,857.00")
    check_page()
    order = Order.objects.get(title="Messestand Hannover")

    page.get_by_role("textbox", name=words("comment")).fill("Ruft am Montag zurück.")
    walk.button("save comment").click()
    page.get_by_text(words("plan activity"), exact=True).click()
    page.get_by_label(words("subject")).fill("Standplan schicken")
    walk.button("save activity").click()
    (tmp_path / "Standplan.txt").write_text("Halle 7")
    page.get_by_label(words("choose file")).set_input_files(tmp_path / "Standplan.txt")
    expect(page.get_by_text("Standplan.txt")).to_be_visible()
    walk.button("upload").click()
    expect(page.get_by_role("link", name="Standplan.txt").first).to_be_visible()
    for text in ("Ruft am Montag zurück.", "Standplan schicken"):
        expect(page.get_by_role("complementary", name=words("timeline"))).to_contain_text(text)
    check_page()

    walk.link("move to trash").click()
    check_page()
    walk.button("move to trash").click()
    expect(walk.notice).to_contain_text("Messestand Hannover")
    page.goto(order.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("Sabine Vogt")
    check_page(status=410)
    walk.go_to("trash")
    row = page.get_by_role("row").filter(has_text=order.label)
    expect(row).to_contain_text(words("by hand"))
    page.get_by_role("checkbox", name=words("select entry", label=order.label)).check()
    walk.button("restore").click()
    walk.notice.get_by_role("link", name=order.label).click()

    for text in ("Theke", "Barhocker", "Ruft am Montag zurück.", "Standplan schicken", "Standplan.txt"):
        expect(page.get_by_role("main")).to_contain_text(text)


def test_what_two_tabs_type_is_kept_apart(walk, page, words, check_page, context):
    order = Order.objects.live().filter(responsible__username="sales").earliest("pk")
    walk.enter("sales")
    other = context.new_page()
    for tab in (page, other):
        tab.goto(f"/orders/{order.pk}/edit/")
    other.get_by_role("textbox", name=words("title")).fill("Aus dem zweiten Fenster")
    other.get_by_role("textbox", name=words("description")).fill("Zuerst gespeichert")
    other.get_by_role("button", name=words("save"), exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Aus dem zweiten Fenster")

    page.get_by_role("textbox", name=words("title")).fill("Aus dem ersten Fenster")
    walk.button("save").click()

    warning = page.get_by_role("alert").filter(has_text=words("outrun"))
    expect(warning).to_contain_text("Aus dem zweiten Fenster")
    expect(page.get_by_role("textbox", name=words("title"))).to_have_value("Aus dem ersten Fenster")
    expect(page.get_by_role("textbox", name=words("description"))).to_have_value("Zuerst gespeichert")
    assert Order.objects.get(pk=order.pk).title == "Aus dem zweiten Fenster"
    check_page(status=409)
    walk.button("save again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Aus dem ersten Fenster")
    expect(page.get_by_role("main")).to_contain_text("Zuerst gespeichert")


def test_a_printed_order_is_the_order_alone(walk, page, words):
    order = Order.objects.live().filter(responsible__username="sales", lines__isnull=False).earliest("pk")
    walk.enter("sales")
    page.goto(order.get_absolute_url())
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_role("heading", level=1)).to_have_text(order.title)
    expect(page.get_by_role("cell").filter(has_text=order.lines.first().name).first).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    for control in ("button", "textbox", "searchbox"):
        expect(page.get_by_role(control)).to_have_count(0)
    paper, ink = page.evaluate(
        "[document.body, document.querySelector('h1')].map((one, at) => getComputedStyle(one)[at ? 'color' : 'backgroundColor'])"
    )
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
