"""The flow with scripts switched off: slower by a button, whole all the same."""

import pytest
from playwright.sync_api import expect

from orders.models import Order

from .pairs import order_pair

pytestmark = pytest.mark.journey


@pytest.fixture
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "java_script_enabled": False}


def test_two_orders_are_merged_and_parted_without_scripts(walk, page, words):
    pair = order_pair()
    walk.sign_in("sales")
    walk.go_to("orders")
    walk.search(pair.first.title)
    for record in pair:
        walk.checkbox(record).check()
    walk.begin_merge(pair)
    walk.choose_primary(pair.first)
    walk.choose_value(words("title"), pair.second.title)
    walk.button("refresh").click()
    expect(walk.result).to_contain_text(pair.second.title)
    walk.button("next").click()
    walk.button("merge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(pair.second.title)
    assert not Order.objects.get(pk=pair.second.pk).is_live

    walk.notice.get_by_role("button", name=words("undo")).click()

    expect(walk.notice).to_contain_text(words("undone"))
    assert Order.objects.get(pk=pair.second.pk).is_live


def test_a_record_gets_lines_and_a_file_without_scripts(walk, page, words, tmp_path):
    walk.enter("sales")
    page.goto("/orders/new/")
    page.get_by_role("textbox", name=words("title")).fill("Ohne Skripte")
    line = page.get_by_role("group", name=words("line items"), exact=True).first
    line.get_by_label(words("name"), exact=True).fill("Regal")
    line.get_by_label(words("unit price"), exact=True).fill("12")
    walk.button("save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ohne Skripte")

    offer = tmp_path / "Angebot.txt"
    offer.write_text("99")
    page.get_by_label(words("choose file")).set_input_files(offer)
    expect(page.get_by_text(words("a file is chosen"))).to_be_visible()
    walk.button("upload").click()

    expect(page.get_by_role("link", name="Angebot.txt").first).to_be_visible()
    order = Order.objects.get(title="Ohne Skripte")
    assert (order.lines.count(), order.attachment_set.count()) == (1, 1)
