"""The lists: what is found, what is shown, how it is sorted and paged, how much it asks of the database."""

import pytest
from django.test import Client

from orders.models import OrderContact

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client: Client, seller):
    client.force_login(seller)
    return client


def titles(response) -> list[str]:
    return [record.title_text for record in response.context["rows"]]


@pytest.mark.parametrize("spelling", ["A-{n}", "{n}", "a{n}", "A {n}", "#{n}"])
def test_a_number_is_found_in_any_spelling(web, seller, spelling):
    order = make.make_order("Chairs", responsible=seller)
    make.make_order("Desks", responsible=seller)

    response = web.get("/orders/", {"q": spelling.format(n=order.number)})

    assert titles(response) == ["Chairs"]


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "muller", "MÜLLER"])
@pytest.mark.parametrize("stored", ["Müller", "Mueller", "Muller"])
def test_umlauts_are_found_in_any_spelling(web, seller, stored, spelling):
    make.make_contact(stored, responsible=seller)
    make.make_contact("Schmidt", responsible=seller)

    assert titles(web.get("/contacts/", {"q": spelling})) == [stored]


@pytest.mark.parametrize("spelling", ["0221 / 555 01 23", "+49 221 5550123", "0049-221-5550123", "2215550123"])
def test_an_order_is_found_by_its_customers_phone_in_any_spelling(web, seller, spelling):
    company = make.make_company(responsible=seller)
    make.make_contact_point(company, "+49 (0)221 5550123")
    make.make_order("Chairs", company=company, responsible=seller)
    make.make_order("Desks", responsible=seller)

    assert titles(web.get("/orders/", {"q": spelling})) == ["Chairs"]


def test_an_order_is_found_by_company_contact_and_mail_address(web, seller):
    company = make.make_company("Nordlicht", responsible=seller)
    order = make.make_order("Chairs", company=company, responsible=seller)
    make.attach_everything(order, mark="quarz")
    with make.recording():
        OrderContact.objects.create(order=order, contact=make.make_contact("Person quarz", responsible=seller))
    make.make_order("Desks", responsible=seller)

    for text in ("nordlicht", "Person quarz", "quarz@example.com", "chairs nordlicht"):
        assert titles(web.get("/orders/", {"q": text})) == ["Chairs"], text


@pytest.fixture
def hidden(seller):
    """An order of the reader whose company and contact belong to somebody else's department."""
    other = make.make_user(department="Other")
    company = make.make_company("Zinnober", responsible=other)
    contact = make.make_contact("Karmesin", responsible=other)
    make.make_contact_point(company, "+49 221 7770001")
    make.make_contact_point(contact, "karmesin@example.com", kind="email")
    order = make.make_order("Chairs", company=company, responsible=seller)
    with make.recording():
        OrderContact.objects.create(order=order, contact=contact)
    return order


@pytest.mark.parametrize("text", ["zinnober", "karmesin", "0221 7770001", "karmesin@example.com", "chairs zinnober"])
def test_words_on_a_record_the_reader_may_not_see_find_nothing(web, hidden, text):
    assert titles(web.get("/orders/", {"q": text})) == []


def test_people_the_reader_may_not_see_do_not_find_their_company(web, seller):
    company = make.make_company("Nordlicht", responsible=seller)
    make.make_contact("Karmesin", company=company, responsible=make.make_user(department="Other"))

    assert titles(web.get("/companies/", {"q": "karmesin"})) == []
    assert titles(web.get("/companies/", {"q": "nordlicht"})) == ["Nordlicht"]


@pytest.mark.parametrize("sort", ["company", "-company"])
def test_an_unreadable_company_has_no_place_among_the_names(web, seller, hidden, sort):
    own = make.make_company("Zzz", responsible=seller)
    for number in range(60):
        make.make_order(f"Order {number}", company=own, responsible=seller)

    last = web.get(web.get("/orders/", {"sort": sort}).context["page"].next_url)
    back = web.get(last.context["page"].previous_url)

    assert titles(last)[-1] == "Chairs"  # like an order without a company
    assert len(titles(back)) == 50


def test_zeros_are_no_phone_number(web, seller):
    make.make_contact_point(make.make_order(responsible=seller), "+49 221 7770001")

    assert titles(web.get("/orders/", {"q": "000000"})) == []


def test_a_list_shows_only_live_records_of_the_reader(web, seller):
    make.make_order("Mine", responsible=seller)
    make.make_order("Foreign", responsible=make.make_user(department="Other"))

    assert titles(web.get("/orders/")) == ["Mine"]
    assert titles(web.get("/orders/", {"q": "Foreign"})) == []


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "x"},
        {"stage": "99999999999999999999"},
        {"responsible": "-1"},
        {"sort": "password"},
        {"after": "xx"},
        {"q": "9" * 60},
        {"q": "%_\\'\"(["},
        {"q": "a" * 500},
        {"source": "no"},
        {"selected": "99999999999999999999"},
    ],
)
def test_a_senseless_filter_gets_a_page(web, seller, query):
    make.make_order("Mine", responsible=seller)

    assert web.get("/orders/", query).status_code == 200


def test_every_head_sorts_both_ways(web, seller):
    company = make.make_company(responsible=seller)
    for number in range(3):
        make.make_order(f"Order {number}", amount=number, company=company if number else None, responsible=seller)

    for key in ("record", "stage", "company", "amount", "responsible", "created"):
        up, down = titles(web.get("/orders/", {"sort": key})), titles(web.get("/orders/", {"sort": f"-{key}"}))
        assert len(up) == len(down) == 3
    assert titles(web.get("/orders/", {"sort": "amount"})) == ["Order 0", "Order 1", "Order 2"]


def test_paging_shows_every_record_once(web, seller):
    expected = {make.make_order(f"Order {number}", responsible=seller).pk for number in range(120)}

    seen, url = [], "/orders/"
    while url:
        response = web.get(url)
        seen += [record.pk for record in response.context["rows"]]
        url = response.context["page"].next_url

    assert len(seen) == len(set(seen)) == 120
    assert set(seen) == expected


@pytest.mark.parametrize("address", ["/orders/", "/contacts/", "/companies/"])
def test_the_statements_do_not_grow_with_the_rows(web, seller, address, django_assert_max_num_queries):
    build = {"/orders/": make.make_order, "/contacts/": make.make_contact, "/companies/": make.make_company}[address]
    counts = []
    for amount in (3, 40):
        for _each in range(amount):
            build(responsible=make.make_user(department=seller.department))
        with django_assert_max_num_queries(10) as captured:
            web.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_checkbox_and_action_bar_have_their_names(web, seller):
    order = make.make_order(responsible=seller)

    english = web.get("/orders/").content.decode()
    german = web.get("/orders/", headers={"accept-language": "de"}).content.decode()

    assert f"Select order {order.display_number}" in english
    assert 'for="list-action">Choose action' in english
    assert order.display_number in german


def test_an_empty_list_offers_the_first_step(web):
    response = web.get("/orders/")

    assert "/orders/new/" in response.content.decode()
    assert "Nothing here yet" in response.content.decode()
