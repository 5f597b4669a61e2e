"""Whatever is sent to whatever address: a page with a sentence answers, and what was refused changed nothing.

The walk is generated from the URL configuration, so a new route is walked from its first day.
"""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from crm_merge.audit.models import ChangeSet
from tests.frame.routes import Route, routes
from tests.frame.world import PLURALS, World, make_world, owner_of, values_for, visitor
from tests.merging.snapshot import snapshot

ROUTES = routes()
OTHER_ROLES = ("manager", "admin", "")
# What may stand in an address beside the records of the world, whatever its converter says.
HOSTILE = ("0", "-1", str(2**63), "9" * 30, "9" * 5000, "%00", "%ff", "x" * 300, "..%2F..")
QUERIES = (
    "?sort=",
    "?sort=-password&sort=x",
    "?after=",
    "?after=abc&before=abc",
    "?before=%00",
    "?after=" + "9" * 3000,
    "?page=" + "9" * 30,
    "?id=1&id=1&type=order&type=contact",
    "?type=auth.user&id=-1",
    "?q=" + "%27%22%5C%25_%5B%28" * 20,
    "?q=%ff&unknown=1&selected=" + "9" * 40,
    "?next=//evil.example&next=javascript:alert(1)",
)
FORMS: tuple[dict, ...] = (
    {},
    {"unknown": "1", "next": "//evil.example/"},
    {"next": "nowhere"},
    {"next": "/" + "x" * 20000},
    {"id": ["1", "1", "-1", "9" * 40, "x"], "entry": ["0", "9" * 40, "x"], "action": "merge", "type": "order"},
    {"action": "owner", "confirmed": "1", "value": "9" * 40, "id": "1"},
    {"confirm": "yes", "merges": "yes", "primary": "9" * 40, "fingerprint": "x", "key": "x" * 5000},
    {"version": "x", "take_over": "1", "title": "x" * 5000, "name": "x" * 5000, "last_name": "x" * 5000},
    {"lines-TOTAL_FORMS": "9" * 20, "lines-INITIAL_FORMS": "-5", "points-TOTAL_FORMS": "x", "title": "T", "version": "1"},
    {"text": "x" * 30_000, "subject": "x" * 500, "kind": "no", "due_at": "0001-01-01T00:00", "done": "maybe"},
    {"login": "x" * 5000, "password": "x" * 5000, "language": "xx", "theme": "x" * 500, "how": "no", "field": "x"},
)
RAW = (
    ("application/x-www-form-urlencoded", b"title=%00&name=%00&text=a%00b&last_name=%00"),
    ("application/x-www-form-urlencoded", b"title=%ff%fe&text=%c3&last_name=%ff&name=%ff"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"title=x"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na\x00b\r\n--b--\r\n"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"..\"\r\n\r\nx"),
    ("multipart/form-data; boundary=\xe4", b"\x00\x01\x02"),
    ("application/json", b'{"title": "x"}'),
    ("text/plain; charset=nonsense", b"\xff\xfe"),
)
METHODS = ("HEAD", "PUT", "PROPFIND")


def real_values(route: Route, world: World, states: tuple[str, ...]) -> Iterator[tuple[str, dict]]:
    """What stands in the address for records of the world in each state."""
    kind = next((kind for kind, plural in PLURALS.items() if route.path.startswith(plural)), "order")
    kinds = ("comment", "activity", "file") if "what" in dict(route.parameters) else ("comment",)
    for state in states:
        yield from ((state, values_for(route, getattr(world, state)[kind], world, what)) for what in kinds)


STATES = ("live", "foreign", "trashed", "old", "merged")
WRITABLE = ("live", "merged")  # what stands at these addresses may be written if the form makes sense


def nonsense(route: Route, world: World) -> Iterator[str]:
    """Addresses with something senseless in each place in turn; fully for one kind of record, the others share its code."""
    _state, values = next(real_values(route, world, ("live",)))
    for name, _converter in route.parameters:
        yield from (route.address(**values | {name: hostile}) for hostile in (HOSTILE[2:4] if is_twin(route) else HOSTILE))


def is_twin(route: Route) -> bool:
    """Whether an order's address of the same code is walked in full, so that this one is only sampled."""
    return route.path.startswith(("contacts/", "companies/"))


def complaint(method: str, address: str, answer) -> str:
    """What is wrong with the answer for a person who gets it, empty when nothing is."""
    where = f"{method} {address[:120]}: {answer.status_code}"
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to the end, so that the file is closed
    if answer.status_code >= 500:
        return where
    if answer.status_code < 400 or method == "HEAD":
        return ""
    text = answer.content.decode()
    main = text.partition("<main")[2].partition("</main>")[0]
    words = unescape(re.sub(r"<[^>]*>", " ", main)).split()
    return "" if "</html>" in text and len(words) > 8 else f"{where} without a sentence: {text[:200]!r}"


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
    """Sign in as somebody of the world; faults become answers, as for a browser."""

    def entered(who: str, **options) -> Client:
        return visitor(world.people[who] if who else None, **options)

    return entered


def test_the_walk_meets_every_route():
    paths = {route.path for route in ROUTES}
    assert len(paths) > 50
    assert {"orders/<int:pk>/edit/", "trash/restore/", "history/", "merges/new/", "login/", ""} <= paths


def test_a_page_without_a_sentence_would_be_found(rf):
    from django.http import HttpResponseBadRequest, HttpResponseServerError

    assert complaint("GET", "/", HttpResponseBadRequest())
    assert complaint("GET", "/", HttpResponseServerError("<html><main>many words that say a lot of things</main></html>"))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_reading_any_address_gets_a_page_and_changes_nothing(enter, world, route):
    web, before = enter(owner_of(route)), snapshot(bookkeeping=True)
    real = [route.address(**values) for _state, values in real_values(route, world, STATES)]
    tried = [("GET", address) for address in (*real, *nonsense(route, world))]
    tried += [("GET", real[0] + query) for query in (QUERIES[::5] if route.parameters or is_twin(route) else QUERIES)]
    tried += [(method, real[0]) for method in METHODS[: 1 if is_twin(route) else None]]

    wrong = [complaint(method, address, web.generic(method, address)) for method, address in tried]
    for who in OTHER_ROLES:
        other = enter(who)
        wrong += [complaint(f"{who or 'signed out'} GET", address, other.get(address)) for address in {real[0], real[-1]}]

    assert [text for text in wrong if text] == []
    assert snapshot(bookkeeping=True) == before


def _posted(web: Client, address: str, state: str, **options) -> str:
    """Post, take back whatever was done, and return what was wrong with it."""
    cookies, last = web.cookies.copy(), _last_operation()
    with transaction.atomic():
        answer = web.generic("POST", address, **options) if "content_type" in options else web.post(address, **options)
        written = _last_operation() != last if not transaction.get_connection().needs_rollback else False
        transaction.set_rollback(True)
    web.cookies = cookies
    if written and (answer.status_code != 302 or state not in WRITABLE):
        return f"POST {address[:120]} {str(options)[:200]}: {answer.status_code}, but something was written"
    return complaint(f"POST {str(options)[:100]}", address, answer)


def _at(route: Route, state: str) -> str:
    """A merge and a draft are there whatever became of the merged record."""
    return "live" if route.path.startswith("merges/") and state != "foreign" else state


def _last_operation() -> int | None:
    """Every write leaves an operation, see tests/audit; failed sign-ins are recorded as they should be."""
    operations = ChangeSet.objects.exclude(kind__in=("signed_in", "sign_in_failed"))
    return operations.order_by("-pk").values_list("pk", flat=True).first()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_posting_nonsense_gets_a_page_and_changes_nothing(enter, world, route):
    before, wrong = snapshot(bookkeeping=True), []
    real = [(state, route.address(**values)) for state, values in real_values(route, world, STATES)]
    state, address = real[0]
    web = enter(owner_of(route))
    few = 4 if is_twin(route) else 1
    wrong += [_posted(web, address, state, data=form) for form in FORMS[::-few]]
    wrong += [_posted(web, address, state, data=body, content_type=kind) for kind, body in RAW[::few]]
    wrong += [_posted(web, other, _at(route, state), data=FORMS[4] | FORMS[9]) for state, other in real[1:]]
    wrong += [_posted(web, other, "missing", data=FORMS[0]) for other in nonsense(route, world)]
    for who in OTHER_ROLES:
        other, state = enter(who), "live" if who else "signed out"
        wrong += [_posted(other, address, state, data=form) for form in (FORMS[0], FORMS[4])]

    assert [text for text in wrong if text] == []
    assert snapshot(bookkeeping=True) == before


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_form_without_its_token_is_refused_with_a_sentence(enter, world, route):
    web, before = enter("admin", enforce_csrf_checks=True), snapshot(bookkeeping=True)
    (_state, values), *_others = real_values(route, world, ("live",))
    address = route.address(**values)

    answer = web.post(address, {"text": "x", "confirm": "yes", "title": "x"})

    assert answer.status_code in (403, 405)
    assert complaint("POST", address, answer) == ""
    assert snapshot(bookkeeping=True) == before
