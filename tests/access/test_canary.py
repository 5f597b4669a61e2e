"""Records of another department carry a word nobody else writes; nothing a seller can reach may say it (P15)."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command

from orders.models import Company, Contact, Order, OrderContact, Record
from tests.merging.merging_tools import admin, draft, merge
from tests.orders.factories import attach_everything, make_company, make_contact, make_order, make_product, make_user, recording
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db
CANARY, KNOWN = "kanarienvogel", "kanari"  # what must not be seen, and what somebody may guess of it
NUMBER = 987_654_321
LINK = re.compile(r'(?:href|action|hx-get)="([^"]*)"')
MOST_OF_ONE_PATH = 4  # queries of one page: sorted, filtered, next page


@pytest.fixture
def seller():
    return make_user("north", role="sales", department="North")


@pytest.fixture
def colleague():
    return make_user("south", role="sales", department="South")


@pytest.fixture
def secrets(colleague) -> dict[str, Record]:
    """One full record of each type, every text on it and around it a canary; one merged, one put away, one in a draft."""
    texts = {"reference": CANARY, "description": CANARY, "responsible": colleague}
    company = make_company(CANARY, legal_form=CANARY, industry=CANARY, number=NUMBER, **texts)
    contact = make_contact(CANARY, first_name=CANARY, position=CANARY, company=company, number=NUMBER, **texts)
    order = make_order(CANARY, company=company, number=NUMBER, **texts)
    for record in (company, contact, order):
        attach_everything(record, mark=CANARY)
    with recording():
        OrderContact.objects.create(order=order, contact=contact)
    spare = [make_order(f"{CANARY} {place}", **texts) for place in range(5)]
    merge(spare[:2], by=colleague)
    draft(spare[2:4], by=colleague)
    move_to_trash(spare[4:], by=colleague, reason=CANARY)
    return {"company": company, "contact": contact, "order": order}


@pytest.fixture
def entangled(seller, secrets) -> list[Record]:
    """Records of the seller that point to the secrets, and one that a secret was merged into."""
    company = make_company("Nordlicht", parent=secrets["company"], responsible=seller)
    contact = make_contact("Lund", company=secrets["company"], responsible=seller)
    order = make_order("Chairs", company=secrets["company"], responsible=seller)
    with recording():
        OrderContact.objects.create(order=order, contact=secrets["contact"])
        changed = Order.objects.get(pk=order.pk)
        changed.company = None
        changed.save()
        changed.company = secrets["company"]
        changed.save()
    primary = make_order("Desks for everybody", description="Oak, solid, with drawers", reference="R-1", responsible=seller)
    hidden = make_order(CANARY, description=CANARY, reference=CANARY, responsible=secrets["order"].responsible)
    merge([primary, hidden], by=admin())
    move_to_trash([make_order("Mine, put away", responsible=seller)], by=seller)
    draft([make_order("One", responsible=seller), make_order("Two", responsible=seller)], by=seller)
    make_product("K-1", name="Lamp")
    return [company, contact, order, primary]


@pytest.fixture
def web(client, seller, entangled):
    client.force_login(seller)
    return client


def says_it(answer) -> bool:
    if answer.streaming:
        answer.streaming_content = parts = list(answer.streaming_content)
        return CANARY.encode() in b"".join(parts)
    text = f"{unescape(answer.content.decode())} {answer.get('Location', '')} {answer.get('Content-Disposition', '')}".casefold()
    return CANARY in text or str(NUMBER) in text.replace(",", "").replace(".", "")


def links_of(answer, address: str) -> list[str]:
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return []
    found = (urljoin(address, unescape(link)) for link in LINK.findall(answer.content.decode()))
    return [link for link in found if link.startswith("/") and not link.startswith(("/static/", "/logout/"))]


def test_nothing_that_links_lead_to_says_it(web):
    waiting, seen, by_path, leaks = ["/"], set(), {}, []
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        path = urlsplit(address).path
        if address in seen or by_path.setdefault(path, 0) >= MOST_OF_ONE_PATH:
            continue
        seen.add(address)
        by_path[path] += 1
        answer = web.get(address)
        leaks += [address] if says_it(answer) else []
        waiting += links_of(answer, address) if answer.status_code == 200 else [answer.get("Location") or "/"]

    assert leaks == []
    assert len(by_path) > 40
    assert {"/orders/", "/trash/", "/merges/", "/companies/new/"} <= set(by_path)


@pytest.mark.parametrize("plural", ["orders", "contacts", "companies"])
def test_no_search_and_no_suggestion_knows_it(web, secrets, plural):
    kind = {"orders": "order", "contacts": "contact", "companies": "company"}[plural]
    for text in (KNOWN, f"{KNOWN}@example.com", f"{KNOWN}nvogel", str(NUMBER)[:8], "49 221 5550"):
        answer = web.get(f"/{plural}/", {"q": text})
        assert not says_it(answer) or text in (str(NUMBER), CANARY)
        assert [row.pk for row in answer.context["rows"] if row.responsible == secrets["order"].responsible] == []
        assert CANARY not in web.get(f"/suggestions/{kind}/", {"q": text}).content.decode()
    assert [web.get(f"/{plural}/", {"q": text}).context["rows"] for text in (CANARY, "never written")] == [[], []]


def test_no_answer_to_a_guess_says_more_than_to_nonsense(web, secrets, entangled):
    company, contact, order, _primary = entangled
    keys = {kind: record.pk for kind, record in secrets.items()}
    tried = [
        web.post("/orders/new/", {"title": "x", "company": KNOWN, "contacts-0-contact": KNOWN, "contacts-TOTAL_FORMS": "1"}),
        web.post("/companies/new/", {"name": "x", "parent": f"U-{str(NUMBER)[:8]}"}),
        web.post(f"/orders/{order.pk}/edit/", {"title": "x", "version": "0"}),
        web.get(f"/orders/{order.pk}/edit/"),
        web.get(f"/contacts/{contact.pk}/edit/"),
        web.get(f"/companies/{company.pk}/edit/"),
        web.get(f"/merges/new/?type=order&id={order.pk}&id={keys['order']}"),
        web.post("/merges/new/", {"type": "order", "id": [order.pk, keys["order"]]}),
        web.post("/orders/action/", {"action": "delete", "id": [order.pk, keys["order"]]}),
        web.get(f"/history/record/orders.order/{order.pk}/"),
        *(web.get(f"/history/{operation.change_set_id}/") for operation in Order.history.filter(id=order.pk)),
        *(web.get(f"/history/{operation.change_set_id}/", headers={"hx-request": "true"}) for operation in Order.history.all()),
        *(web.get(f"/history/{operation.change_set_id}/") for model in (Company, Contact) for operation in model.history.all()),
    ]

    assert [answer.request["PATH_INFO"] for answer in tried if says_it(answer)] == []


def test_the_canary_sings_where_it_may(client, secrets, colleague):
    client.force_login(colleague)

    for kind, plural in (("order", "orders"), ("contact", "contacts"), ("company", "companies")):
        assert says_it(client.get(f"/{plural}/{secrets[kind].pk}/"))
        assert says_it(client.get(f"/{plural}/"))
    assert says_it(client.get("/trash/"))
    assert says_it(client.get("/merges/"))


def test_a_command_prints_no_name(capsys, secrets):
    call_command("purge_trash", dry_run=True)

    assert CANARY not in capsys.readouterr().out

