"""What the tests of actions on many records share: a list in front of a person, and what its page holds."""

import re
from html import unescape

from django.test import Client

from crm_merge.access.models import User
from orders.models import BulkAction, Record
from tests.orders import factories as make

PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}
MAKERS = {"order": make.make_order, "contact": make.make_contact, "company": make.make_company}


class ListPage:
    """A person without scripts in one tab: sees a page, ticks rows, presses buttons, follows links."""

    def __init__(self, web: Client, address: str) -> None:
        self.web = web
        self.open(address)

    def open(self, address: str) -> "ListPage":
        self.response = self.web.get(address)
        assert self.response.status_code == 200
        self.text = self.response.content.decode()
        self.ticked = {row.pk for row in self.response.context["rows"] if row.is_chosen}
        return self

    @property
    def shown(self) -> list[int]:
        return [row.pk for row in self.response.context["rows"]]

    @property
    def count(self) -> str:
        return str(self.response.context["chosen"].total)

    def tick(self, *records: Record) -> "ListPage":
        self.ticked |= {record.pk for record in records}
        return self

    def untick(self, *records: Record) -> "ListPage":
        self.ticked -= {record.pk for record in records}
        return self

    def fields(self) -> dict:
        names = ("next", "shown", "sel")
        form = self.text[self.text.index("data-selection ") :]
        found = {name: re.search(rf'name="{name}" value="([^"]*)"', form) for name in names}
        return {name: unescape(match[1]) for name, match in found.items() if match} | {"id": sorted(self.ticked)}

    def press(self, do: str = "", go: str = "") -> "ListPage":
        """Keep what is ticked: ``do`` is all or clear, ``go`` the address to go on to."""
        answer = self.web.post(f"{self.response.request['PATH_INFO']}selection/", self.fields() | {"do": do, "go": go})
        assert answer.status_code == 302
        return self.open(answer["Location"].partition("#")[0])

    def next_page(self) -> "ListPage":
        return self.press(go=self.response.context["page"].next_url)

    def send(self, action: str):
        """Apply an action that leads to another page."""
        answer = self.web.post(f"{self.response.request['PATH_INFO']}action/", self.fields() | {"action": action})
        assert answer.status_code == 302
        return answer

    def choose(self, action: str) -> "Confirmation":
        answer = self.web.post(f"{self.response.request['PATH_INFO']}action/", self.fields() | {"action": action})
        assert answer.status_code == 200, answer["Location"]
        return Confirmation(self.web, answer)


class Confirmation:
    """The page that names what is about to happen."""

    def __init__(self, web: Client, response) -> None:
        self.web, self.response = web, response
        self.text = response.content.decode()
        inputs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.text)
        self.fields = {name: unescape(value) for name, value in inputs}
        self.address = re.search(r'class="form-measure" action="([^"]*)"', self.text)[1]

    def go_on(self, **values) -> BulkAction | None:
        """Press Continue; returns the action if it is carried out or started."""
        self.answer = self.web.post(self.address, self.fields | values)
        return BulkAction.objects.filter(pk=self.fields["key"]).first()


def seller(**values) -> User:
    return make.make_user("sales", role="sales", department="Sales", **values)


def sign_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def state(model, **fields) -> dict:
    """Key → values of all records, to compare before and after."""
    return {row[0]: row[1:] for row in model.objects.values_list("pk", "responsible", "trash_entry", *fields)}
