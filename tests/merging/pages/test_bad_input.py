"""Bad input at every merge address: a clear page, the right status, nothing written."""

import uuid

import pytest

from merging import services
from merging.models import Merge, MergeSession
from tests.merging.merging_tools import admin, draft, merge, previewed
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_contact, make_order, make_user
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db
HUGE = "9" * 40


@pytest.fixture
def stranger(db):
    """Somebody of another department."""
    return make_user("stranger", role="sales", department="Other")


@pytest.fixture
def keys(seller, stranger, pair) -> dict[str, object]:
    """What the cases below name: records of all sorts, drafts and merges."""
    trashed = make_order("Trashed", responsible=seller)
    move_to_trash([trashed], by=seller)
    old, home = (make_order(f"Merged {place}", responsible=seller) for place in (1, 2))
    done = merge([home, old], by=seller)
    foreign = [make_order(f"Foreign {place}", responsible=stranger) for place in (1, 2)]
    finished, discarded = MergeSession.objects.get(), draft(pair, by=seller)
    services.discard(discarded, by=seller)
    mine = draft(pair, by=seller)
    return {
        "a": pair[0].pk,
        "b": pair[1].pk,
        "trashed": trashed.pk,
        "merged": old.pk,
        "foreign": foreign[0].pk,
        "contact": make_contact(responsible=seller).pk + 10_000,
        "mine": mine.pk,
        "theirs": draft(foreign, by=stranger).pk,
        "finished": finished.pk,
        "discarded": discarded.pk,
        "nobodys": uuid.uuid4(),
        "fingerprint": previewed(mine, by=seller).fingerprint,
        "merge": done.pk,
        "foreign_merge": merge([make_order("F", responsible=stranger), make_order("G", responsible=stranger)], by=stranger).pk,
        "huge": HUGE,
    }


START = [
    ("", 400, "Records of this type cannot be merged"),
    ("type=order", 400, "Choose at least two records"),
    ("type=order&id={a}", 400, "Choose at least two records"),
    ("type=order&id={a}&id={a}", 400, "The same record was chosen twice"),
    ("type=order&id={a}&id={foreign}", 404, "does not exist"),
    ("type=order&id={a}&id={huge}", 400, "cannot be read"),
    ("type=order&id={a}&id=-1", 400, "cannot be read"),
    ("type=order&id={a}&id=x", 400, "cannot be read"),
    ("type=order&id={a}&id=1.5", 400, "cannot be read"),
    ("type=order&id={a}&id=9223372036854775807", 404, "does not exist"),
    ("type=order&id={a}&id={trashed}", 409, "is in the trash"),
    ("type=order&id={a}&id={merged}", 409, "was already merged"),
    ("type=contact&id={a}&id={b}", 404, "does not exist"),
    ("type=order&type=contact&id={a}&id={b}", 400, "Only records of the same type"),
    ("type=user&id={a}&id={b}", 400, "Records of this type cannot be merged"),
    ("type=order&id={a}&id=%00", 400, "cannot be stored"),
    ("type=order" + "".join(f"&id={key}" for key in range(900_001, 900_022)), 400, "At most 20 records"),
]


def asked(web, method: str, url: str, body: str = ""):
    """What the page at ``url`` answers; a body is sent as a form, exactly as written."""
    return web.generic(method.upper(), url, body, content_type="application/x-www-form-urlencoded")


def problem(answer, status: int, sentence: str = "") -> str:
    """What is wrong with an answer, empty when nothing is. It has to be a page, with a heading and the sentence."""
    text = answer.content.decode()
    is_page = status < 400 or "<h1" in text
    return "" if answer.status_code == status and sentence in text and is_page else f"{answer.status_code} {text[-1500:]}"


def test_nothing_starts_with_a_bad_selection(web, keys):
    before, drafts = snapshot(), MergeSession.objects.count()

    for query, status, sentence in START:
        words = query.format(**keys)
        assert problem(asked(web, "get", f"/merges/new/?{words}"), status, sentence) == "", words
        assert problem(asked(web, "post", "/merges/new/", words), status, sentence) == "", words

    assert (snapshot(), MergeSession.objects.count()) == (before, drafts)


STEPS = ("primary", "fields", "preview", "confirm", "discard")
ELSEWHERE = [("theirs", 404), ("nobodys", 404), ("discarded", 410)]


def test_a_draft_that_is_not_mine_or_over_is_no_way_in(web, keys):
    before = snapshot(), Merge.objects.count()
    body = f"primary={keys['a']}&fingerprint={keys['fingerprint']}&action=merge"

    for which, status in ELSEWHERE:
        for step in STEPS:
            url = f"/merges/drafts/{keys[which]}/{step}/"
            assert problem(asked(web, "get", url), status) == "", url
            assert problem(asked(web, "post", url, body), status) == "", url

    assert (snapshot(), Merge.objects.count()) == before


POSTS = [
    ("primary", "", 400, "Choose the record that stays"),
    ("primary", "primary={foreign}", 400, "Choose the record that stays"),
    ("primary", "primary={huge}", 400, "Choose the record that stays"),
    ("primary", "primary=x&go=back", 400, "Choose the record that stays"),
    ("fields", "field.title={foreign}", 400, "not part of this merge"),
    ("fields", "field.title={huge}", 400, "not part of this merge"),
    ("fields", "field.title=", 400, "not part of this merge"),
    ("fields", "field.title=%00", 400, "cannot be stored"),
    ("fields", "unknown=1&field.nothing=2&fill=oldest&go=elsewhere&row.phone=1&group=phone", 302, ""),
    ("confirm", "", 409, "Nothing was merged"),
    ("confirm", "action=merge", 409, "Nothing was merged"),
    ("confirm", "action=merge&fingerprint=stale", 409, "Nothing was merged"),
    ("confirm", "action=merge&fingerprint=" + "f" * 5000, 409, "Nothing was merged"),
    ("confirm", "action=destroy&fingerprint={fingerprint}", 400, "Choose what happens"),
    ("confirm", "action=merge&fingerprint={fingerprint}&reason=" + "x" * 2001, 400, "at most 2000 characters"),
    ("confirm", "action=later&reason=" + "x" * 2001, 400, "at most 2000 characters"),
    ("confirm", "action=merge&fingerprint={fingerprint}&reason=a%00b", 400, "cannot be stored"),
]


def test_a_bad_post_writes_nothing(web, keys):
    before = snapshot(), Merge.objects.count()

    for step, body, status, sentence in POSTS:
        answer = asked(web, "post", f"/merges/drafts/{keys['mine']}/{step}/", body.format(**keys))
        assert problem(answer, status, sentence) == "", (step, body)

    assert (snapshot(), Merge.objects.count()) == before
    assert MergeSession.objects.get(pk=keys["mine"]).choices.get("fields", {}) == {}


def test_a_reason_that_is_too_long_is_kept_on_the_page(web, keys):
    data = {"action": "merge", "fingerprint": keys["fingerprint"], "reason": "x" * 2001}

    assert "x" * 2001 in web.post(f"/merges/drafts/{keys['mine']}/confirm/", data).content.decode()


METHODS = ("put", "patch", "delete", "options")
ADDRESSES = [
    ("/merges/", ("post", *METHODS)),
    ("/merges/new/", METHODS),
    *((f"/merges/drafts/{{mine}}/{step}/", METHODS) for step in STEPS),
    ("/merges/{merge}/", ("post", *METHODS)),
    ("/merges/{merge}/undo/", METHODS),
    ("/merges/{merge}/restore/{merged}/", METHODS),
]


def test_the_wrong_method_gets_a_page_and_says_which_is_right(web, keys):
    before = snapshot()

    for address, methods in ADDRESSES:
        for method in methods:
            answer = asked(web, method, address.format(**keys))
            assert problem(answer, 405, "cannot be used in this way") == "", (method, address)
            assert "GET" in answer["Allow"]

    assert snapshot() == before


MERGES = [
    "/merges/{foreign_merge}/",
    "/merges/{foreign_merge}/undo/",
    "/merges/{foreign_merge}/restore/{a}/",
    "/merges/999999/",
    "/merges/{huge}/",
    "/merges/{huge}/undo/",
    "/merges/0/",
    "/merges/{merge}/restore/{a}/",
    "/merges/{merge}/restore/{huge}/",
    "/merges/drafts/nothing/fields/",
]


def test_a_merge_that_is_not_there_for_me_is_a_missing_page(web, keys):
    before = snapshot()

    for address in MERGES:
        url = address.format(**keys)
        assert problem(asked(web, "get", url), 404) == "", url
        assert asked(web, "post", url).status_code in (404, 405), url

    assert snapshot() == before


def test_restoring_asks_how(web, keys):
    before = snapshot()

    for how in ("", "how=", "how=destroy", "how=%00"):
        answer = asked(web, "post", f"/merges/{keys['merge']}/restore/{keys['merged']}/", how)
        assert problem(answer, 400) == "", how

    assert snapshot() == before


def test_the_list_says_what_is_wrong_with_a_filter(web, keys):
    for query in ("type=orders.user", "state=x", "person=you", "q=" + "x" * 201):
        assert problem(web.get(f"/merges/?{query}"), 200, "invalid-feedback") == "", query
    for query in ("after=broken", "before=x&after=y"):
        assert "invalid-feedback" not in web.get(f"/merges/?{query}").content.decode()


def test_undoing_twice_says_who_did_it(web, keys):
    assert web.post(f"/merges/{keys['merge']}/undo/", {"decided": "1"}).status_code == 302
    before = snapshot()

    answer = web.post(f"/merges/{keys['merge']}/undo/", {"decided": "1"})

    assert answer.status_code == 409
    assert "sales has already undone this merge" in answer.content.decode()
    assert snapshot() == before


def test_merging_without_the_right_to_delete_is_refused_at_the_moment_of_writing(web, seller, keys):
    seller.roles.clear()

    data = {"action": "merge", "fingerprint": keys["fingerprint"]}
    answer = web.post(f"/merges/drafts/{keys['mine']}/confirm/", data)

    assert answer.status_code == 403
    assert Merge.objects.filter(primary_id__in=[keys["a"], keys["b"]]).count() == 0


def test_htmx_loads_the_page_again_instead_of_swallowing_a_refusal(web, keys):
    url = f"/merges/drafts/{keys['mine']}/fields/"

    answer = web.post(url, {"field.title": keys["foreign"]}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Refresh"]) == (400, "true")


def test_records_of_a_draft_that_went_to_the_trash_are_named(web, keys, seller, pair):
    move_to_trash(pair[:1], by=admin())

    for step in ("primary", "fields", "preview"):
        answer = web.get(f"/merges/drafts/{keys['mine']}/{step}/")
        assert answer.status_code == 409
        assert "is in the trash" in answer.content.decode()
