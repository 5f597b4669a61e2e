"""Lists sort choices in the order in which administrators put them, page by page, and built-in choices in theirs."""

import pytest

from orders.models.record import Source
from tests.orders.custom.tools import make_field, put_in_order, set_values
from tests.orders.factories import make_order, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada", role="administration")


@pytest.fixture
def web(client, ada):
    client.force_login(ada)
    return client


def titles(web, sort: str) -> list[str]:
    return [order.title for order in web.get("/orders/", {"sort": sort}).context["page"].items]


def test_choices_are_sorted_as_administrators_put_them_and_at_once_as_they_put_them_again(web, ada):
    field = make_field("choice")
    for key in ("high", "low", "none"):
        set_values(make_order(key), choice=key)
    make_order("empty"), set_values(make_order("unknown"), choice="gone")
    assert titles(web, "custom.choice")[:3] == ["high", "low", "none"]

    put_in_order(field, ["low", "none", "high"], by=ada, retired=["none"])

    assert titles(web, "custom.choice") == ["low", "none", "high", "empty", "unknown"]
    assert titles(web, "-custom.choice")[:3] == ["high", "none", "low"]


@pytest.mark.parametrize("sort", ["custom.choice", "-custom.choice", "source", "-source"])
def test_every_order_is_paged_through_once(web, ada, sort):
    put_in_order(make_field("choice"), ["low", "none", "high"], by=ada)
    values = ["high", "low", "none", None]
    sources = ["web", "phone", "email", ""]
    for place in range(120):
        set_values(make_order(str(place), source=sources[place % 4]), choice=values[place % 4])
    seen, url = [], f"/orders/?sort={sort}"
    while url:
        page = web.get(url).context["page"]
        seen += page.items
        url = page.next_url

    order = {"low": 0, "none": 1, "high": 2} if "custom" in sort else {"phone": 0, "email": 1, "web": 2}
    places = [order.get(one.custom.get("choice") if "custom" in sort else one.source) for one in seen]
    assert len({one.pk for one in seen}) == 120
    filled = [place for place in places if place is not None]
    assert filled == sorted(filled, reverse=sort.startswith("-"))
    assert places[-30:] == [None] * 30


def test_sources_are_sorted_in_their_order(web):
    for source in sorted(Source.values):
        make_order(source, source=source)

    assert titles(web, "source") == list(Source.values)
    assert titles(web, "-source") == list(Source.values)[::-1]
