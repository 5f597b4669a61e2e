"""Every address that writes leaves one operation with who, when, on what and the rows it wrote, or nothing at all (P13).

The table names every route that takes a POST; a new one fails the test until it says what it leaves.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone

from crm_merge.audit.models import ChangeSet, Kind, Subject
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.audit.statements import history_of
from crm_merge.audit.touched import tracked_models
from crm_merge.taking_back.services import CAN_BE_TAKEN_BACK
from orders.importing import steps
from orders.importing.uploads import keep_upload
from orders.models import BulkAction, Pipeline, Record, Stage
from tests.frame.routes import routes
from tests.merging.merging_tools import MAKERS, draft, merge
from tests.merging.snapshot import snapshot
from tests.orders import factories as make
from tests.orders.custom.tools import make_field
from tests.orders.test_record_pages import posted
from trash.models import TrashEntry
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db
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


def of_a_record(plural: str) -> dict[str, dict[str, tuple]]:
    """Route → what is sent → kind of the operation."""
    one = f"{plural}/<int:pk>/"
    return {
        f"{plural}/new/": {"new": (Kind.CREATED, Desk.new)},
        f"{one}edit/": {"edit": (Kind.CHANGED, Desk.edit)},
        f"{one}fields/<str:key>/": {"field": (Kind.CHANGED, Desk.field)},
        f"{one}delete/": {"delete": (Kind.DELETED, lambda desk: desk.on_record("delete/"))},
        f"{one}comments/": {"comment": (Kind.CHANGED, lambda desk: desk.on_record("comments/", text="New"))},
        f"{one}activities/": {
            "activity": (Kind.CHANGED, lambda desk: desk.on_record("activities/", kind="call", subject="New"))
        },
        f"{one}activities/<int:row>/done/": {
            "done": (Kind.CHANGED, lambda desk: desk.on_row("activities/{row}/done/", "activity_set"))
        },
        f"{one}files/": {"file": (Kind.CHANGED, lambda desk: desk.on_record("files/", file=SimpleUploadedFile("n.txt", b"n")))},
        f"{one}<slug:what>/<int:row>/remove/": {
            "remove comment": (Kind.CHANGED, lambda desk: desk.on_row("comment/{row}/remove/", "comment_set")),
            "remove activity": (Kind.CHANGED, lambda desk: desk.on_row("activity/{row}/remove/", "activity_set")),
            "remove file": (Kind.CHANGED, lambda desk: desk.on_row("file/{row}/remove/", "attachment_set")),
        },
        f"{plural}/action/": {
            "bulk owner": (Kind.CHANGED, lambda desk: desk.bulk("owner", value=make.make_user().pk)),
            "bulk delete": (Kind.DELETED, lambda desk: desk.bulk("delete")),
            "bulk tag": (Kind.CHANGED, lambda desk: desk.bulk("tag", value=desk.new_tag())),
            "bulk untag": (Kind.CHANGED, lambda desk: desk.bulk("untag", value=desk.shared_tag())),
        },
    }


WRITES = {
    **of_a_record("orders"),
    **of_a_record("contacts"),
    **of_a_record("companies"),
    "trash/restore/": {"restore": (Kind.RESTORED, lambda desk: desk.trashed("restore"))},
    "trash/delete/": {"purge": (Kind.PURGED, lambda desk: desk.trashed("delete", confirm="yes"))},
    "merges/drafts/<uuid:pk>/confirm/": {"merge": (Kind.MERGED, Desk.confirm)},
    "merges/<int:pk>/undo/": {"undo": (Kind.UNDONE, lambda desk: desk.merged("undo/"))},
    "merges/<int:pk>/restore/<int:record_id>/": {
        "bring one back": (Kind.RESTORED, lambda desk: desk.merged("restore/{record}/", how="only"))
    },
    "orders/action/<uuid:pk>/undo/": {"undo bulk": (Kind.UNDONE, Desk.undo_bulk)},
    "orders/import/<uuid:pk>/run/": {"import": (Kind.IMPORTED, Desk.run_import)},
    "history/<str:operation_id>/undo/": {"undo all": (Kind.UNDONE, Desk.changed_at_once)},
}
STAGE = {"name": "New", "outcome": "open", "colour": "red", "required_fields": "amount"}


def setting(address: str, **data: str) -> tuple:
    return Kind.SETTINGS_CHANGED, lambda desk: desk.setting(address, **data)


WRITES |= {
    "orders/<int:pk>/stage/": {
        "stage": (Kind.CHANGED, lambda desk: desk.on_record("stage/", stage=make.make_stage("won").pk))
    },
    "settings/pipelines/": {"move stage": setting("pipelines/", stage="up-{stage}")},
    "settings/pipelines/new/": {"new pipeline": setting("pipelines/new/", name="New")},
    "settings/pipelines/<int:pk>/": {"rename pipeline": setting("pipelines/{pipeline}/", name="New")},
    "settings/pipelines/<int:pk>/delete/": {"remove pipeline": setting("pipelines/{pipeline}/delete/")},
    "settings/pipelines/<int:pk>/stages/new/": {"new stage": setting("pipelines/{pipeline}/stages/new/", **STAGE)},
    "settings/stages/<int:pk>/": {"change stage": setting("stages/{stage}/", **STAGE)},
    "settings/stages/<int:pk>/delete/": {"remove stage": setting("stages/{stage}/delete/")},
    "settings/currencies/": {"offer currency": setting("currencies/", code="CHF")},
    "settings/fields/<slug:kind>/new/": {"define": (Kind.SETTINGS_CHANGED, Desk.define)},
    "settings/fields/<int:pk>/": {"redefine": (Kind.SETTINGS_CHANGED, lambda desk: desk.define(f"{make_field().pk}/"))},
    "settings/fields/<int:pk>/move/": {"move": (Kind.SETTINGS_CHANGED, lambda desk: desk.on_field("move", to="up"))},
    "settings/fields/<int:pk>/retire/": {"retire": (Kind.SETTINGS_CHANGED, lambda desk: desk.on_field("retire"))},
    "settings/fields/<int:pk>/bring-back/": {"bring back": (Kind.SETTINGS_CHANGED, lambda desk: desk.on_field("bring-back"))},
}
WRITES["orders/action/"]["bulk stage"] = (Kind.CHANGED, lambda desk: desk.bulk("stage", value=make.make_stage("won").pk))
WRITES["orders/<int:pk>/move/"] = {"move": (Kind.CHANGED, Desk.move)}

# Nothing of the company's data is written: choices of a person, a draft before it is carried out, an upload before it is run.
NOTHING = {
    "account/language/",
    "ui/theme/",
    "logout/",
    "merges/new/",
    "mentions/<int:pk>/done/",
    *(f"merges/drafts/<uuid:pk>/{page}/" for page in ("primary", "fields", "preview", "discard")),
    *(f"{plural}/import/" for plural in PLURALS.values()),
    *(f"{plural}/selection/" for plural in PLURALS.values()),
    "jobs/<uuid:pk>/cancel/",
    "orders/view/",
    *(f"{plural}/columns/{page}" for plural in PLURALS.values() for page in ("", "width/")),
    "orders/import/<uuid:pk>/mapping/",
    "orders/import/<uuid:pk>/discard/",
    "orders/import/mappings/<int:pk>/",
    "orders/import/mappings/<int:pk>/delete/",
}
ELSEWHERE = {
    # One's own filters are nobody else's business: tests/orders/filters/test_sharing.py says what shared ones leave.
    *(f"{plural}/filters/{page}/" for plural in PLURALS.values() for page in ("save", "<int:saved>")),
    *(f"{plural}/filters/<int:saved>/{page}/" for plural in PLURALS.values() for page in ("update", "delete")),
    "login/",  # tested below: it is no person yet who signs in
    *(f"{plural}/export/" for plural in PLURALS.values()),  # tests/orders/exporting/test_pages.py: an entry without rows
    # People and rights have no history tables: tests/people/test_history.py says what each of these states.
    "account/",
    "account/password/",
    "account/password/<str:uidb64>/<str:token>/",
    *(f"settings/{what}/new/" for what in ("roles", "users", "departments")),
    *(f"settings/{what}/<int:pk>/" for what in ("roles", "users", "departments")),
    *(f"settings/{what}/<int:pk>/delete/" for what in ("roles", "departments")),
    "settings/roles/<int:pk>/people/",
    *(f"settings/users/<int:pk>/{what}/" for what in ("link", "deactivate", "reactivate")),
}
CASES = [(path, name) for path, cases in WRITES.items() for name in cases]


@pytest.fixture
def desk(request) -> Desk:
    start = getattr(request, "param", "").partition("/")[0]
    return Desk(next((kind for kind, plural in PLURALS.items() if plural == start), "order"))


def takes_a_post(client: Client, path: str) -> bool:
    route = next(route for route in routes() if route.path == path)
    key = "00000000-0000-0000-0000-000000000001"
    address = route.address(**{name: key if converter == "uuid" else "1" for name, converter in route.parameters})
    return client.post(address).status_code != 405


def test_the_table_names_every_route_that_takes_a_post(desk):
    paths = sorted((route.path for route in routes()), key=lambda path: path == "logout/")  # last: it ends the walk
    found = {path for path in paths if takes_a_post(desk.web, path)}

    assert found == set(WRITES) | NOTHING | ELSEWHERE


def touched_tables(before: dict, after: dict) -> set[str]:
    return {table for table in after if before.get(table) != after[table]}


def recorded_tables(operation: ChangeSet) -> set[str]:
    models = (model for model in tracked_models() if history_of(model).objects.filter(change_set=operation).exists())
    return {model._meta.db_table for model in models}


@pytest.mark.parametrize(("desk", "path", "name"), [(path, path, name) for path, name in CASES], indirect=["desk"])
def test_a_write_leaves_one_operation_with_all_that_it_wrote(desk, path, name):
    kind, prepare = WRITES[path][name]
    sent = prepare(desk)
    before, last = snapshot(bookkeeping=True), ChangeSet.objects.latest("pk").pk

    answer = desk.web.post(sent.address, sent.data)

    assert answer.status_code == 302, answer.content.decode()[-3000:]
    operation = ChangeSet.objects.get(pk__gt=last)
    assert (operation.kind, operation.by_key, operation.by_name, operation.source) == (kind, desk.user.pk, "Ada Amt", "page")
    assert timezone.now() - operation.at < timedelta(minutes=5)
    named = set(Subject.objects.filter(change_set=operation).values_list("record_id", flat=True))
    assert named
    assert {record.pk for record in sent.about} <= named
    tracked = {model._meta.db_table for model in tracked_models()}
    written = touched_tables(before, snapshot(bookkeeping=True)) & tracked
    assert written
    assert written <= recorded_tables(operation)


class BrokenError(Exception):
    pass


def _break_when_subjects_are_named(execute, sql, params, many, context):
    """Fail late: the rows are written, the operation is about to be completed."""
    if sql.startswith('INSERT INTO "audit_subject"'):
        raise BrokenError
    return execute(sql, params, many, context)


@pytest.mark.parametrize(("desk", "path", "name"), [(path, path, name) for path, name in CASES], indirect=["desk"])
def test_a_write_that_fails_late_leaves_nothing(desk, path, name):
    _kind, prepare = WRITES[path][name]
    sent = prepare(desk)
    before, operations = snapshot(bookkeeping=True), ChangeSet.objects.count()

    with connection.execute_wrapper(_break_when_subjects_are_named):
        answer = desk.web.post(sent.address, sent.data)

    assert answer.status_code == 500
    assert ChangeSet.objects.count() == operations
    assert snapshot(bookkeeping=True) == before


@pytest.mark.parametrize("name", ["demo", "wrong"])
def test_signing_in_leaves_an_operation_whether_or_not_it_works(desk, name):
    sent = desk.sign_in(name)

    desk.web.post(sent.address, sent.data)

    newest = ChangeSet.objects.latest("pk")
    if name == "demo":
        assert (newest.kind, newest.by_key) == (Kind.SIGNED_IN, desk.user.pk)
    else:
        assert (newest.kind, newest.by_key, newest.details["name"]) == (Kind.SIGN_IN_FAILED, None, "root")


@pytest.mark.parametrize("path", sorted(path for path in NOTHING if "<" not in path))
def test_choices_of_a_person_leave_no_operation(desk, path):
    before = ChangeSet.objects.count()

    desk.web.post(f"/{path}", {"language": "de", "theme": "dark", "type": "order", "id": ["1", "2"]})

    assert ChangeSet.objects.count() == before
