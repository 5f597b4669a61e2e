"""Looking at lists in one's own way: columns, board, preview; by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from orders.models import Order

from .looking import assert_fits

pytestmark = pytest.mark.journey
BOARD = "/orders/?view=kanban"


def column(page: Page, stage: int) -> Locator:
    return page.locator(f"[data-column='{stage}']")


def movable(key: str) -> Order:
    """The newest order of a stage that ``sales`` may edit."""
    mine = permitted(Order.objects.live(), user=User.objects.get(username="sales"), action="edit")
    return mine.filter(stage__key=key).select_related("stage").order_by("-created_at", "-pk").first()


def stage_after(order: Order) -> int:
    stages = order.stage.pipeline.stages.filter(position__gt=order.stage.position)
    return stages.order_by("position").values_list("pk", flat=True)[0]


def test_columns_are_dragged_moved_and_saved_beside_the_list(walk, page, words, check_page):
    walk.enter("sales")
    page.goto("/orders/")
    page.get_by_role("link", name=words("columns"), exact=True).click()
    panel = page.get_by_role("dialog", name=words("columns"))
    expect(panel).to_be_visible()
    check_page()

    names = panel.get_by_role("checkbox")
    panel.get_by_role("checkbox", name=words("currency"), exact=True).check()
    panel.get_by_role("button", name=words("column down", column=words("company"))).click()
    expect(names.nth(3)).to_have_accessible_name(words("company"))
    handle = panel.locator("[data-entry=responsible] [data-handle]")
    handle.hover()
    page.mouse.down()
    panel.locator("[data-entry=stage]").hover()
    page.mouse.up()
    expect(names.nth(1)).to_have_accessible_name(words("responsible"))
    panel.get_by_role("spinbutton", name=words("width of", column=words("stage"))).fill("260")
    panel.get_by_role("button", name=words("save"), exact=True).click()

    heads = page.get_by_role("columnheader")
    expect(heads.nth(2)).to_contain_text(words("responsible"))
    expect(heads.filter(has_text=words("currency"))).to_be_visible()
    assert heads.filter(has_text=words("stage")).bounding_box()["width"] >= 259
    check_page()


def test_the_edge_of_a_column_is_moved_by_arrow_keys_and_by_mouse(walk, page, words):
    walk.enter("sales")
    page.goto("/orders/")
    edge = page.get_by_role("separator", name=words("edge of", column=words("stage")))
    before = int(edge.get_attribute("aria-valuenow"))
    edge.focus()
    with page.expect_response("**/columns/width/"):
        for _step in range(3):
            page.keyboard.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", str(before + 48))

    box = edge.bounding_box()
    with page.expect_response("**/columns/width/"):
        page.mouse.move(box["x"] + 3, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 63, box["y"] + 10)
        page.mouse.up()
    page.reload()

    assert int(edge.get_attribute("aria-valuenow")) >= before + 90


def test_a_card_is_moved_by_keyboard_and_what_was_moved_is_said(walk, page, check_page):
    walk.enter("sales")
    order = movable("new")
    goal = stage_after(order)
    page.goto(BOARD)
    expect(page.locator(".board-count").first).to_be_visible()
    check_page()
    assert_fits(page)

    link = page.locator(f"#card-{order.pk} a").first
    link.focus()
    page.keyboard.press("]")

    expect(column(page, goal).locator(f"#card-{order.pk}")).to_be_visible()
    expect(page.locator("[data-board-news]")).to_contain_text(order.display_number)
    expect(page.locator(f"#card-{order.pk} a").first).to_be_focused()
    assert Order.objects.get(pk=order.pk).stage_id == goal
    page.keyboard.press("[")
    expect(column(page, order.stage_id).locator(f"#card-{order.pk}")).to_be_visible()
    check_page()


def test_a_card_is_dragged_and_goes_back_when_it_is_refused(walk, page, check_page):
    walk.enter("sales")
    order = movable("new")
    goal = stage_after(order)
    page.goto(BOARD)
    card = page.locator(f"#card-{order.pk}")
    card.drag_to(column(page, goal).get_by_role("heading"), source_position={"x": 30, "y": 60})
    expect(column(page, goal).locator(f"#card-{order.pk}:not(.is-waiting)")).to_be_visible()
    assert Order.objects.get(pk=order.pk).stage_id == goal

    Order.objects.filter(pk=order.pk).update(version=99)
    card.drag_to(column(page, order.stage_id).get_by_role("heading"), source_position={"x": 30, "y": 60})

    expect(page.get_by_role("alert")).to_contain_text(order.display_number)
    expect(column(page, goal).locator(f"#card-{order.pk}")).to_be_visible()
    assert Order.objects.get(pk=order.pk).stage_id == goal
    check_page(status=409)


def test_a_record_is_looked_at_beside_the_list(walk, page, words, check_page):
    walk.enter("sales")
    page.goto("/orders/")
    panel = page.get_by_role("complementary", name=words("preview"))
    rows = page.locator("tr[data-row]")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(panel.get_by_role("heading", level=2)).to_have_text(rows.nth(0).locator(".list-title").inner_text())
    check_page()
    page.keyboard.press("j")
    expect(panel).to_contain_text(rows.nth(1).locator(".list-sub").first.inner_text())
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()

    rows.nth(2).get_by_role("button", name="A-").click()
    menu = page.locator(".row-menu:popover-open")
    expect(menu.get_by_role("link").first).to_be_focused()
    check_page()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(panel).to_be_focused()
    panel.get_by_role("button", name=words("close preview")).click()
    expect(rows.nth(2).get_by_role("checkbox")).to_be_focused()

    rows.nth(2).get_by_role("button", name="A-").click()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)


def test_a_cell_is_edited_where_it_stands(walk, page, words, check_page):
    walk.enter("sales")
    order = movable("new")
    page.goto(f"/orders/?q={order.number}")
    row = page.locator(f"tr[data-at='/orders/{order.pk}/']")
    cell = row.locator("[data-field=stage]")
    cell.dblclick(position={"x": 2, "y": 2})
    select = cell.get_by_role("combobox")
    expect(select).to_be_focused()
    check_page()
    select.select_option(str(stage_after(order)))
    cell.get_by_role("button", name=words("save"), exact=True).click()
    expect(select).to_have_count(0)
    assert Order.objects.get(pk=order.pk).stage_id == stage_after(order)

    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(row.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.get_by_role("combobox")).to_have_count(0)


def carry_a_selection(page: Page, words) -> None:
    """Tick two orders, then change conditions, order and view: they stay ticked."""
    page.goto("/orders/?amount.min=1&title.not=zzz&view=list")
    for row in (0, 2):
        page.locator("tr[data-row]").nth(row).get_by_role("checkbox").check()
    page.locator(".filter-chip-remove:visible").first.click()
    expect(page.locator(".filter-chip")).to_have_count(1)
    expect(page.locator("#selection-count")).to_have_text(re.compile("^2 "))
    page.get_by_role("columnheader").get_by_role("link", name=words("company")).click()
    expect(page).to_have_url(re.compile("sort=company"))
    expect(page.locator("#selection-count")).to_have_text(re.compile("^2 "))

    page.get_by_role("button", name="Kanban").click()
    expect(page.locator("[data-board]")).to_be_visible()
    expect(page.locator(".filter-chip")).to_have_count(1)
    page.get_by_role("button", name=words("list view"), exact=True).click()
    expect(page.locator("#selection-count")).to_have_text(re.compile("^2 "))
    expect(page).to_have_url(re.compile("sort=company"))
    expect(page.locator(".filter-chip")).to_have_count(1)


def test_a_selection_stays_when_conditions_order_and_view_change(walk, page, words):
    walk.enter("sales")
    carry_a_selection(page, words)

    page.go_back()
    expect(page.locator("#selection-count, [data-board]").first).to_be_visible()
    page.goto(page.url.replace("view=list", ""))  # as somebody would share it
    expect(page.locator("#selection-count")).to_have_text(re.compile("^2 "))
