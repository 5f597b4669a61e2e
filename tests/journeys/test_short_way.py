"""Two orders that do not contradict each other are merged in five clicks after ticking them."""

import pytest
from playwright.sync_api import expect

from crm_merge.access.models import User
from orders.models import Order
from tests.orders.factories import make_order

from .pairs import Pair

pytestmark = pytest.mark.journey


@pytest.fixture
def agreeing(demo) -> Pair:
    sales = User.objects.get(username="sales")
    same = {"title": "Zwanzig Stehlampen", "responsible": sales, "stage": Order.objects.first().stage}
    return Pair(make_order(amount=100, **same), make_order(reference="SHOP-77", **same))


def test_without_a_conflict_five_clicks_are_enough(walk, page, words, agreeing, check_page):
    walk.enter("sales")
    page.goto("/orders/")
    walk.search("Stehlampen")
    walk.tick(agreeing)

    page.get_by_label(words("choose action")).select_option(label=words("merge"))
    clicks = 1
    for key in ("apply", "continue", "next", "merge"):
        walk.button(key).click()
        clicks += 1

    expect(walk.notice).to_contain_text(agreeing.first.display_number)
    check_page()
    merged = Order.objects.live().get(title="Zwanzig Stehlampen")
    assert (merged.amount, merged.reference) == (100, "SHOP-77")
    assert clicks <= 5
