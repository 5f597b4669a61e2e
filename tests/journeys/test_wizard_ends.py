"""The other ends of the wizard: with the form, put off for later, and taken back."""

import pytest
from playwright.sync_api import expect

from orders.models import Order

from .pairs import order_pair

pytestmark = pytest.mark.journey


def test_merge_and_edit_opens_the_form_of_the_result(walk, page, words, check_page):
    pair = order_pair()
    walk.enter("sales")
    walk.open_merge(pair)
    walk.to_preview(pair)

    walk.button("merge and edit").click()
    expect(page.get_by_label(words("title"), exact=False).first).to_have_value(pair.first.title)
    check_page()
    page.get_by_role("textbox", name=words("title")).fill("Zwei in einem")
    walk.button("save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Zwei in einem")
    assert Order.objects.get(pk=pair.first.pk).title == "Zwei in einem"


def test_a_merge_put_off_is_resumed_with_its_choices(walk, page, words, check_page):
    pair = order_pair()
    walk.enter("sales")
    walk.open_merge(pair)
    walk.choose_primary(pair.first)
    walk.choose_value(words("title"), pair.second.title)
    expect(walk.result).to_contain_text(pair.second.title)
    walk.button("next").click()
    walk.button("later").click()
    expect(page.get_by_role("main")).to_contain_text(pair.second.display_number)
    assert Order.objects.live().filter(pk__in=[record.pk for record in pair]).count() == 2

    page.goto("/")
    resume = page.get_by_role("link", name=words("resume"))
    draft = page.get_by_role("listitem").filter(has=resume, has_text=pair.second.display_number)
    expect(draft).to_contain_text(pair.first.display_number)
    check_page()
    draft.get_by_role("link", name=words("resume")).click()
    if walk.primary_group.is_visible():
        walk.button("next").click()
    if walk.result.is_visible():
        expect(walk.result).to_contain_text(pair.second.title)
        walk.button("next").click()
    walk.button("merge").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(pair.second.title)
    expect(walk.notice.get_by_role("button", name=words("undo"))).to_be_visible()


def test_the_notification_takes_the_merge_back(walk, page, words, check_page):
    pair = order_pair()
    walk.enter("sales")
    walk.merge(pair)

    walk.notice.get_by_role("button", name=words("undo")).click()

    expect(walk.notice).to_contain_text(words("undone"))
    check_page()
    page.goto(pair.second.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text(pair.second.title)
    assert Order.objects.live().filter(pk__in=[record.pk for record in pair]).count() == 2


def test_undoing_asks_about_a_field_that_was_edited_since(walk, page, words, check_page):
    pair = order_pair()
    walk.enter("sales")
    walk.open_merge(pair)
    walk.choose_primary(pair.first)
    walk.choose_value(words("title"), pair.second.title)
    walk.button("next").click()
    walk.button("merge and edit").click()
    page.get_by_role("textbox", name=words("title")).fill("Später geändert")
    walk.button("save").click()
    page.goto("/merges/")
    check_page()
    page.get_by_role("listitem").filter(has_text=pair.first.display_number).get_by_role("button", name=words("undo")).click()

    question = walk.choice(words("title"))
    expect(question.get_by_role("radio", name=words("keep the later edit"))).to_be_checked()
    expect(question).to_contain_text("Später geändert")
    check_page()
    question.get_by_role("radio", name=words("put back")).check()
    walk.button("undo merge").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(pair.first.title)
    assert Order.objects.get(pk=pair.first.pk).title == pair.first.title
    assert Order.objects.get(pk=pair.second.pk).is_live
