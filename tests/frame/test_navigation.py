"""The sidebar: the same sections on every page."""

import pytest

from tests.orders import factories as make

pytestmark = pytest.mark.django_db

SECTIONS = ("/orders/", "/contacts/", "/companies/", "/trash/")


@pytest.mark.parametrize("end", ["", "edit/", "delete/"])
def test_pages_of_a_record_keep_the_sections(client, end):
    seller = make.make_user("sales", role="sales", department="Sales")
    order = make.make_order(responsible=seller)
    client.force_login(seller)

    html = client.get(f"/orders/{order.pk}/{end}").content.decode()

    sidebar = html[html.index("<aside") : html.index("</aside>")]
    assert [address for address in SECTIONS if f'href="{address}"' not in sidebar] == []
    assert 'href=""' not in sidebar


def test_signing_in_needs_no_notice(client):
    make.make_user("sales", role="sales", department="Sales")

    answer = client.post("/login/", {"login": "sales", "password": "demo"}, follow=True)

    assert answer.context["user"].username == "sales"
    assert list(answer.context["messages"]) == []
