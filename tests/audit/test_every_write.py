"""Every address that writes leaves one operation with who, when, on what and the rows it wrote, or nothing at all (P13).

The table names every route that takes a POST; a new one fails the test until it says what it leaves.
"""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from crm_merge.audit.models import ChangeSet, Kind, Subject
from crm_merge.audit.statements import history_of
from crm_merge.audit.touched import tracked_models
from tests.audit.desk import PLURALS, Desk
from tests.frame.routes import routes
from tests.merging.snapshot import snapshot
from tests.orders import factories as make
from tests.orders.custom.tools import make_field

pytestmark = pytest.mark.django_db
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
    *(f"{plural}/filters/{page}/" for plural in PLURALS.values() for page in ("save", "begin", "<int:saved>")),
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
    if re.match(r'\s*INSERT INTO "?audit_subject\b', sql):
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
