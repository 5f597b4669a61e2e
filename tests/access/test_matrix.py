"""Who gets what at which address (P15). One table; a route that is not in it fails the test, a line without a route too."""

import difflib
import re
import uuid
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from tests.frame.routes import Route, routes
from tests.frame.world import PLURALS, World, make_world, values_for, visitor
from tests.merging.snapshot import snapshot

# What a person gets: ok (may do it, if what is sent makes sense), login, none (403), missing (404), wrong (405).
PEOPLE = ("signed out", "nobody", "reader", "sales", "colleague", "manager", "admin")


def row(line: str) -> dict[str, str]:
    return dict(zip(PEOPLE, line.split(), strict=True))


OPEN = row("ok ok ok ok ok ok ok")
PERSONS = row("login ok ok ok ok ok ok")
READ = row("login missing ok ok missing ok ok")
EDIT = row("login missing none ok missing none ok")
DELETE = row("login missing none ok missing none ok")
CREATE = row("login none none ok ok none ok")
HISTORY = row("login none none none none ok ok")
PURGE = row("login none none none none none ok")
MINE = row("login missing missing ok missing missing missing")  # a draft: whoever began it
MERGE = row("login missing none ok missing none ok")
IMPORT = row("login none none none none none ok")
RIGHTS = row("login none none none none none ok")  # people, roles and departments
SETTINGS = row("login none none none none none ok")
MY_FILE = row("login missing missing missing missing missing ok")
NEVER = row("login wrong wrong wrong wrong wrong wrong")
NEVER_OPEN = row("wrong wrong wrong wrong wrong wrong wrong")

TABLE: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    # route: (reading it, posting to it)
    "": (PERSONS, NEVER),
    "healthz": (OPEN, NEVER_OPEN),
    "readyz": (OPEN, NEVER_OPEN),
    "login/": (OPEN, OPEN),
    "login/inactive/": (row("none ok ok ok ok ok ok"), NEVER_OPEN),
    "logout/": (OPEN, OPEN),
    "account/language/": (NEVER_OPEN, OPEN),
    "ui/theme/": (NEVER_OPEN, OPEN),
    "suggestions/<slug:of>/": (PERSONS, NEVER),
    "history/": (HISTORY, NEVER),
    "history/<str:operation_id>/": (READ, NEVER),
    "history/<str:operation_id>/undo/": (READ, READ),
    "history/record/<str:record_type>/<str:record_id>/": (READ, NEVER),
    "trash/": (PERSONS, NEVER),
    "trash/restore/": (NEVER, PERSONS),
    "trash/delete/": (NEVER, PURGE),
    "merges/": (PERSONS, NEVER),
    "merges/new/": (READ, EDIT),
    "merges/<int:pk>/": (READ, NEVER),
    "merges/<int:pk>/undo/": (MERGE, MERGE),
    "merges/<int:pk>/restore/<int:record_id>/": (READ, MERGE),
    **{f"merges/drafts/<uuid:pk>/{page}/": (MINE, MINE) for page in ("primary", "fields", "preview", "confirm", "discard")},
}
TABLE |= {
    "jobs/<uuid:pk>/": (MY_FILE, NEVER),
    "jobs/<uuid:pk>/cancel/": (NEVER, MY_FILE),
    "orders/action/<uuid:pk>/": (MINE, NEVER),
    "orders/action/<uuid:pk>/report.csv": (MINE, NEVER),
    "orders/action/<uuid:pk>/undo/": (NEVER, MINE),
    "orders/import/<uuid:pk>/mapping/": (MY_FILE, MY_FILE),
    "orders/import/<uuid:pk>/report/": (MY_FILE, NEVER),
    "orders/import/<uuid:pk>/report.csv": (MY_FILE, NEVER),
    "orders/import/mappings/": (IMPORT, NEVER),
    "orders/import/mappings/<int:pk>/": (NEVER, IMPORT),
    "orders/import/mappings/<int:pk>/delete/": (NEVER, IMPORT),
    "orders/import/<uuid:pk>/run/": (NEVER, MY_FILE),
    "orders/import/<uuid:pk>/discard/": (NEVER, MY_FILE),
}
for at in ("settings/roles/", "settings/users/", "settings/departments/"):
    TABLE |= {at: (RIGHTS, NEVER), f"{at}new/": (RIGHTS, RIGHTS), f"{at}<int:pk>/": (RIGHTS, RIGHTS)}
TABLE |= {
    "settings/": (RIGHTS, NEVER),
    "settings/fields/": (RIGHTS, NEVER),
    "settings/fields/<slug:kind>/new/": (RIGHTS, RIGHTS),
    "settings/fields/<int:pk>/": (RIGHTS, RIGHTS),
    "settings/fields/<int:pk>/move/": (NEVER, RIGHTS),
    "settings/fields/<int:pk>/retire/": (RIGHTS, RIGHTS),
    "settings/fields/<int:pk>/bring-back/": (NEVER, RIGHTS),
    "settings/roles/<int:pk>/people/": (NEVER, RIGHTS),
    "settings/roles/<int:pk>/delete/": (RIGHTS, RIGHTS),
    "settings/departments/<int:pk>/delete/": (RIGHTS, RIGHTS),
    "settings/users/<int:pk>/link/": (NEVER, RIGHTS),
    "settings/users/<int:pk>/deactivate/": (RIGHTS, RIGHTS),
    "settings/users/<int:pk>/reactivate/": (NEVER, RIGHTS),
    "account/": (PERSONS, PERSONS),
    "account/password/": (PERSONS, PERSONS),
    "account/password/<str:uidb64>/<str:token>/": (OPEN, OPEN),
}
for at in ("settings/pipelines/<int:pk>/", "settings/stages/<int:pk>/"):
    TABLE |= {at: (SETTINGS, SETTINGS), f"{at}delete/": (SETTINGS, SETTINGS)}
TABLE |= {
    "settings/pipelines/": (SETTINGS, SETTINGS),
    "settings/pipelines/new/": (SETTINGS, SETTINGS),
    "settings/pipelines/<int:pk>/stages/new/": (SETTINGS, SETTINGS),
    "settings/currencies/": (SETTINGS, SETTINGS),
    "orders/<int:pk>/stage/": (EDIT, EDIT),
    "mentions/<int:pk>/done/": (NEVER, MINE),
}
for at in PLURALS.values():
    TABLE |= {
        f"{at}import/": (IMPORT, IMPORT),
        f"{at}export/": (IMPORT, IMPORT),  # the default roles give both rights together
        at: (PERSONS, NEVER),
        f"{at}action/": (NEVER, PERSONS),
        f"{at}selection/": (NEVER, PERSONS),
        **{f"{at}filters/{part}/": (PERSONS, NEVER) for part in ("panel", "counts")},
        f"{at}filters/save/": (PERSONS, PERSONS),
        f"{at}filters/<int:saved>/": (MINE, MINE),
        f"{at}filters/begin/": (NEVER, PERSONS),
        f"{at}filters/<int:saved>/update/": (NEVER, MINE),
        f"{at}filters/<int:saved>/delete/": (MINE, MINE),
        f"{at}columns/": (PERSONS, PERSONS),
        f"{at}columns/width/": (NEVER, PERSONS),
        f"{at}new/": (CREATE, CREATE),
        f"{at}<int:pk>/": (READ, NEVER),
        f"{at}<int:pk>/peek/": (READ, NEVER),
        f"{at}<int:pk>/edit/": (EDIT, EDIT),
        f"{at}<int:pk>/fields/<str:key>/": (EDIT, EDIT),
        f"{at}<int:pk>/delete/": (DELETE, DELETE),
        f"{at}<int:pk>/comments/": (NEVER, EDIT),
        f"{at}<int:pk>/activities/": (NEVER, EDIT),
        f"{at}<int:pk>/activities/<int:row>/done/": (NEVER, EDIT),
        f"{at}<int:pk>/files/": (NEVER, EDIT),
        f"{at}<int:pk>/files/<int:row>/": (READ, NEVER),
        f"{at}<int:pk>/<slug:what>/<int:row>/remove/": (EDIT, EDIT),
    }
TABLE |= {
    "orders/view/": (NEVER, PERSONS),
    "orders/board/": (PERSONS, NEVER),
    "orders/board/totals/": (PERSONS, NEVER),
    "orders/<int:pk>/move/": (EDIT, EDIT),
}

ROUTES = routes()
BY_PATH = {route.path: route for route in ROUTES}
MEANING = {403: "none", 404: "missing", 405: "wrong"}
TOKEN = r"[A-Za-z0-9]{64}|(?<=sel=)[0-9a-f]{32}|(?<=\")[0-9a-f]{32}(?=\")"  # of forms and sessions; names of a selection
SENT = {"text": "x", "subject": "x", "kind": "call", "done": "1", "how": "only"}
QUERY = {"merges/new/": "?type=order&id={a}&id={b}", "orders/board/": "?column={stage}"}


@pytest.fixture(scope="module", autouse=True)
def media(tmp_path_factory):
    """The files of the world outlive a single test."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="module")
def world(media, django_db_setup, django_db_blocker):
    """Made once; every test of this file works in a transaction of its own that is rolled back."""
    with django_db_blocker.unblock():
        yield make_world()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def enter(world, db):
    def entered(who: str) -> Client:
        return visitor(world.people.get(who))

    return entered


def outcome(answer) -> str:
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to the end, so that the file is closed
    if answer.status_code in (301, 302) and answer["Location"].startswith("/login/?next="):
        return "login"
    return MEANING.get(answer.status_code, "ok" if answer.status_code < 500 else "fault")


def address_of(route: Route, world: World) -> str:
    address = route.address(**values_for(route, world.live[kind_of(route)], world))
    pair = world.draft.record_ids
    stage = world.live["order"].stage_id
    return address + QUERY.get(route.path, "").format(a=pair[0], b=pair[1], stage=stage)


def kind_of(route: Route) -> str:
    return next((kind for kind, plural in PLURALS.items() if route.path.startswith(plural)), "order")


def test_the_table_names_every_route_and_nothing_else():
    assert set(TABLE) == set(BY_PATH)


@pytest.mark.parametrize("path", TABLE)
def test_everybody_gets_what_the_table_says(enter, world, path):
    address = address_of(BY_PATH[path], world)
    before, reading, posting = snapshot(), {}, {}

    for who in PEOPLE:
        web = enter(who)
        reading[who] = outcome(web.get(address))
        with transaction.atomic():
            posting[who] = outcome(web.post(address, SENT))
            transaction.set_rollback(posting[who] == "ok")  # what was refused has to leave nothing by itself

    assert (reading, posting) == TABLE[path]
    assert snapshot() == before


def foreign_and_missing(route: Route, world: World) -> Iterator[tuple[dict, dict]]:
    """Values of an address for something that ``sales`` may not know of, and for something that is not there."""
    kind, missing = kind_of(route), 987_654_321
    foreign = values_for(route, world.foreign[kind], world)
    gone = {name: missing if isinstance(value, int) else value for name, value in foreign.items()}
    if dict(route.parameters).get("pk") == "uuid":
        gone["pk"] = uuid.UUID(int=1)
    yield foreign, gone
    if "row" in foreign or ("record_id" in foreign and "pk" in foreign):
        mine = values_for(route, world.live[kind], world)
        inner = "row" if "row" in foreign else "record_id"
        yield mine | {inner: foreign[inner]}, mine | {inner: missing}


def plain(answer, values: dict) -> tuple[int, str]:
    """The answer without what must differ: the ids asked for, where they stand as ids, and the tokens of the page."""
    text = re.sub(TOKEN, "", f"{answer.get('Location', '')} {answer.content.decode()}")
    for value in values.values():
        if not isinstance(value, str):
            text = re.sub(rf"(?<=[/=\"]){value}(?=[/&\"])", "ID", text)
    return answer.status_code, text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", [route for route in ROUTES if route.parameters], ids=lambda route: route.path)
def test_foreign_and_missing_look_alike(enter, world, route, method):
    web, before = enter("sales"), snapshot()

    for foreign, missing in foreign_and_missing(route, world):
        sent = SENT if method == "post" else {}
        first, second = (getattr(web, method)(route.address(**values), sent) for values in (foreign, missing))
        assert plain(first, foreign) == plain(second, missing)

    assert snapshot() == before


LISTED = [
    ("get", "/{plural}/", {"selected": "{key}"}),
    ("get", "/{plural}/", {"q": "{key}"}),
    ("get", "/merges/new/", {"type": "{kind}", "id": ["{mine}", "{key}"]}),
    ("get", "/suggestions/{kind}/", {"q": "{key}"}),
    ("post", "/{plural}/action/", {"action": "delete", "confirmed": "1", "id": "{key}"}),
    ("post", "/{plural}/action/", {"action": "merge", "id": ["{mine}", "{key}"]}),
    ("post", "/{plural}/selection/", {"id": ["{mine}", "{key}"], "shown": "{key}"}),
    ("post", "/{plural}/selection/", {"id": "{key}"}),
    ("post", "/{plural}/action/", {"action": "owner", "id": ["{mine}", "{key}"]}),
    ("post", "/merges/new/", {"type": "{kind}", "id": ["{mine}", "{key}"]}),
    ("post", "/trash/restore/", {"entry": "{entry}"}),
]


@pytest.mark.parametrize(("method", "address", "data"), LISTED)
@pytest.mark.parametrize("kind", PLURALS)
def test_naming_a_foreign_record_in_a_form_is_like_naming_none(enter, world, kind, method, address, data):
    web, known = enter("sales"), {"kind": kind, "plural": PLURALS[kind].strip("/"), "mine": world.live[kind].pk}
    entries = {world.foreign[kind].pk: world.foreign_entry.pk}
    answers = []
    for key in (world.foreign[kind].pk, 987_654_321):
        names = known | {"key": key, "entry": entries.get(key, 987_654_321)}
        sent = {name: fill(value, names) for name, value in data.items()}
        with transaction.atomic():
            answer = getattr(web, method)(address.format(**names), sent, follow=True)
            answers.append(plain(answer, {"key": names["key"], "entry": names["entry"]}))
            transaction.set_rollback(True)

    (status, text), (other_status, other_text) = answers
    assert status == other_status
    assert [line for line in difflib.ndiff(text.splitlines(), other_text.splitlines()) if line[0] != " "] == []


def fill(value: str | list[str], names: dict) -> str | list[str]:
    return value.format(**names) if isinstance(value, str) else [part.format(**names) for part in value]
