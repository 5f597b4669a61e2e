"""Contacts and companies are merged by the same steps."""

import pytest
from playwright.sync_api import expect

from .pairs import company_pair, contact_pair

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("section", "find"), [("contacts", contact_pair), ("companies", company_pair)])
def test_people_and_companies_are_merged_too(walk, page, words, check_page, section, find):
    pair = find()
    walk.enter("sales")
    page.goto(f"/{section}/")
    check_page()
    walk.search(pair.first.title_text.split()[0])  # the rest is spelled in two ways
    walk.tick(pair)
    walk.begin_merge(pair)
    walk.choose_primary(pair.first)
    if walk.result.is_visible():
        check_page()
        walk.button("next").click()
    expect(walk.button("merge and edit")).to_be_visible()
    check_page()
    walk.button("merge").click()

    expect(walk.notice).to_contain_text(pair.first.display_number)
    expect(page.get_by_role("heading", level=1)).to_have_text(pair.first.title_text)
    check_page()
    assert not type(pair.second).objects.get(pk=pair.second.pk).is_live
