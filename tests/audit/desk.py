"""Somebody at work: prepares forms that make sense for every address that writes."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.utils import timezone

from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.taking_back.services import CAN_BE_TAKEN_BACK
from orders.importing import steps
from orders.importing.uploads import keep_upload
from orders.models import BulkAction, Pipeline, Record, Stage
from tests.merging.merging_tools import MAKERS, draft, merge
from tests.orders import factories as make
from tests.orders.custom.tools import make_field
from tests.orders.test_record_pages import posted
from trash.models import TrashEntry
from trash.services import move_to_trash

PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}


@dataclass
class Sent:
    """A form that makes sense: where it goes, what it holds, and the records it is about."""

    address: str
    data: dict = field(default_factory=dict)
    about: list = field(default_factory=list)


class Desk:
    """Somebody at work; prepares what the forms of the table need."""

    def __init__(self, kind: str) -> None:
        self.kind, self.plural = kind, PLURALS[kind]
        self.user = make.make_user("root", role="administration", first_name="Ada", last_name="Amt")
        self.web = Client(raise_request_exception=False)
        self.web.force_login(self.user)

    def record(self, title: str = "Subject") -> Record:
        return make.attach_everything(MAKERS[self.kind](title, responsible=self.user), mark=title)

    def new(self) -> Sent:
        form = self.web.get(f"/{self.plural}/new/")
        return Sent(f"/{self.plural}/new/", posted(form, title="New", name="New", last_name="New"))

    def edit(self) -> Sent:
        record = self.record()
        form = self.web.get(f"{record.get_absolute_url()}edit/")
        return Sent(f"{record.get_absolute_url()}edit/", posted(form, title="New", name="New", last_name="New"), [record])

    def field(self) -> Sent:
        record = self.record()
        address = f"{record.get_absolute_url()}fields/reference/"
        return Sent(address, hidden(self.web.get(address)) | {"reference": "New", "next": ""}, [record])

    def setting(self, address: str, **data) -> Sent:
        """A page of the settings, filled in over what it shows; ``{pipeline}`` and ``{stage}`` are those nobody uses."""
        with make.recording("settings_changed"):
            pipeline = Pipeline.objects.create(name="Spare", position=9)
            stages = [Stage.objects.create(pipeline=pipeline, key=key, name=key, position=at) for at, key in enumerate("ab")]
        names = {"pipeline": pipeline.pk, "stage": stages[1].pk}
        at = f"/settings/{address}".format(**names)
        filled = {name: value.format(**names) for name, value in data.items()}
        return Sent(at, hidden(self.web.get(at)) | filled)

    def on_record(self, page: str, **data) -> Sent:
        record = self.record()
        return Sent(f"{record.get_absolute_url()}{page}", data, [record])

    def on_row(self, page: str, rows: str, **data) -> Sent:
        record = self.record()
        row = getattr(record, rows).get()
        if rows == "activity_set":
            data["done"] = "0"
        return Sent(f"{record.get_absolute_url()}{page.format(row=row.pk)}", data, [record])

    def move(self) -> Sent:
        order = self.record()
        sent = {"stage": make.make_stage("won").pk, "version": order.version}
        return Sent(f"{order.get_absolute_url()}move/", sent, [order])

    def bulk(self, action: str, **data) -> Sent:
        records = [self.record(f"Bulk {place}") for place in range(3)]
        keys = [record.pk for record in records]
        return Sent(f"/{self.plural}/action/", {"action": action, "confirmed": "1", "id": keys, **data}, records)

    def new_tag(self) -> int:
        return make.make_tag(MAKERS[self.kind]("Bears it"), "new").tag_id

    def shared_tag(self) -> int:
        """The tag that every record of the desk bears."""
        return make.make_tag(MAKERS[self.kind]("Bears it"), "shared").tag_id

    def undo_bulk(self) -> Sent:
        sent = self.bulk("owner", value=make.make_user().pk)
        self.web.post(sent.address, sent.data)
        return Sent(f"{BulkAction.objects.get().get_absolute_url()}undo/", {}, sent.about)

    def trashed(self, page: str, **data) -> Sent:
        records = [self.record(f"Bin {place}") for place in range(2)]
        move_to_trash(records, by=self.user)
        return Sent(f"/trash/{page}/", {"entry": list(TrashEntry.objects.values_list("pk", flat=True)), **data}, records)

    def confirm(self) -> Sent:
        records = [self.record(f"Pair {place}") for place in range(2)]
        session = draft(records, by=self.user)
        at = f"/merges/drafts/{session.pk}/"
        self.web.get(f"{at}preview/")
        return Sent(f"{at}confirm/", hidden(self.web.get(f"{at}confirm/")) | {"then": "merge"}, records)

    def merged(self, page: str, **data) -> Sent:
        records = [self.record(f"Pair {place}") for place in range(2)]
        done = merge(records, by=self.user)
        address = f"/merges/{done.pk}/{page}".format(record=records[1].pk)
        return Sent(address, hidden(self.web.get(address)) | data, records[1:] if "only" in data.values() else records)

    def changed_at_once(self) -> Sent:
        records = [self.record(f"Changed {place}") for place in range(2)]
        with change_set(Kind.CHANGED, by=self.user, details=dict(CAN_BE_TAKEN_BACK)) as opened:
            for record in records:
                record.description = "Changed"
                record.save()
            add_subjects(opened, records)
        return Sent(f"/history/{opened.pk}/undo/", {"decided": "1"}, records)

    def run_import(self) -> Sent:
        file = SimpleUploadedFile("companies.csv", b"Firma;Ort\nNordlicht;Kiel\n")
        kept, examined = keep_upload(file, by=self.user)
        assert kept is not None, examined.problems
        with TestCase.captureOnCommitCallbacks(execute=True):
            steps.check(kept)
        return Sent(kept.page("run"))

    def define(self, page: str = "order/new/?type=choice") -> Sent:
        address = f"/settings/fields/{page}"
        return Sent(address, hidden(self.web.get(address)) | {"label": "New", "new:0:label": "One"})

    def on_field(self, page: str, **data) -> Sent:
        make_field("text", "one"), make_field("text", "two", position=1)
        field = make_field("text", "three", retired_at=timezone.now() if page == "bring-back" else None, position=2)
        return Sent(f"/settings/fields/{field.pk}/{page}/", data)

    def sign_in(self, password: str) -> Sent:
        self.web.logout()
        return Sent("/login/", {"login": "root", "password": password})


def hidden(page) -> dict[str, str]:
    """The hidden fields of a page's forms, as a browser would send them."""
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.content.decode())
    pairs = ((re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs)
    return {unescape(name[1]): unescape(value[1]) if value else "" for name, value in pairs if name}
